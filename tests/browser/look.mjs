// How every page looks and behaves: at three widths, enlarged, by keyboard, in forced colours, on paper.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { check, closed, expect, first, quiet, same, watched } from "./check.mjs";
import { accept, signIn } from "./flows.mjs";
import * as plan from "./plan.mjs";
import * as prefecture from "./prefecture.mjs";
import * as town from "./town.mjs";

const WIDTHS = [
  { width: 390, height: 844 },
  { width: 1366, height: 768 },
  { width: 3840, height: 2160 },
];
/** Pictures of longer pages are too large for the browser; they show the first screen. */
const TALLEST = 12_000;
/** 1280 px enlarged to 400 %. */
const ENLARGED = { width: 320, height: 256 };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The manuals that are served, each a page of its own. */
const MANUALS = readdirSync(join(import.meta.dirname, "../../docs/manual"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -".md".length));
/** Pages behind a route whose pattern or method says too little: how to come there, in one way or several. Other routes are
 * opened as they are. */
const WAYS = {
  "/invitation/{token}": (server) => server.invitations.open.path,
  "/guide/{name}": () => MANUALS.map((name) => `/guide/${name}`),
};
/** The parts of the round; each prepares what its pages show. */
const PARTS = { "a municipality": town, "the prefecture": prefecture, "the plan": plan };
/** Who looks where nothing else is told. */
const LEAD = "lead";
/** Not pages. */
const FILES = ["/assets/{name}", "/guide/images/{name}", ...Object.values(PARTS).flatMap((part) => part.FILES ?? [])];

function pages(server) {
  const listed = server.routes.filter(({ method, access, path }) => method === "GET" && access !== "machine" && !FILES.includes(path));
  const told = Object.assign({}, ...Object.values(PARTS).map((part) => part.WAYS));
  const visits = listed.flatMap(({ path, access }) => {
    const ways = [told[path]?.way ?? WAYS[path]?.(server) ?? path].flat();
    const as = access === "member" ? (told[path]?.as ?? LEAD) : null;
    return ways.map((way) => {
      expect(!way.includes("{"), `how to visit ${path} is not told`);
      return { name: ways.length > 1 ? way : path, way, as };
    });
  });
  expect(MANUALS.length > 1, "there are manuals for more than one reader");
  const press = (name) => async (page) => {
    await page.getByRole("button", { name, exact: true }).click();
  };
  return [
    ...visits,
    { name: "a page that is not there", way: "/nowhere", as: null },
    { name: "a method that is not taken", way: "/signout", as: null },
    { name: "signing in with errors", way: "/signin", as: null, act: press("サインインする") },
    { name: "a password with errors", way: "/account/password", as: LEAD, act: press("パスワードを変更する") },
    { name: "the record verified", way: "/events", as: LEAD, act: press("記録を確かめる") },
    { name: "a code being set up", way: "/account/code", as: LEAD, act: press("設定を始める") },
  ];
}

async function open(page, server, visit) {
  await page.goto(server.origin + visit.way);
  await visit.act?.(page);
  await page.evaluate(() => document.fonts.ready);
}

const file = (visit) => visit.name.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";

export async function lookAtAll(world) {
  const { browser, server, work } = world;
  const shots = join(work, "screenshots");
  mkdirSync(shots, { recursive: true });
  const guest = await browser.newContext();
  const people = {};
  for (const name of ["lead", "official", "townClerk", "townReviewer"]) {
    await first(`${name} comes in`, async () => {
      people[name] = await browser.newContext();
      const page = await watched(people[name], server.origin);
      await accept(page, server, server.invitations[name]);
      await signIn(page, server, server.invitations[name].account);
      // Led to the first page before the page is closed.
      await page.waitForURL((url) => !url.pathname.startsWith("/signin"));
      await closed(page);
    });
  }
  for (const [what, part] of Object.entries(PARTS)) await first(`what the pages of ${what} show`, () => part.prepare({ ...world, people }));
  const setUp = await watched(people.lead, server.origin);
  await check("the embedded font has the characters of names and forms", async () => {
    await setUp.goto(server.origin);
    const faces = await setUp.evaluate(async () => {
      const faces = await document.fonts.load('16px "Noto Sans JP Variable"', "髙﨑①㈱△年度");
      return faces.map((face) => face.status);
    });
    expect(faces.length > 1 && faces.every((status) => status === "loaded"), `${faces}`);
    quiet(setUp);
  });
  const visits = pages(server);
  for (const visit of visits) {
    await check(`${visit.name} is looked at to the end`, () => look(world, visit, visit.as === null ? guest : people[visit.as], shots));
  }
  await closed(guest);
  for (const context of Object.values(people)) await closed(context);
}

/** One page in each of its ways, as whoever has the context. */
async function look(world, visit, context, shots) {
  const { server } = world;
  const page = await watched(context, server.origin);
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await open(page, server, visit);
    if (world.pictures) await picture(page, join(shots, `${file(visit)}-${size.width}.png`), size);
    await check(`${visit.name} at ${size.width}`, () => sound(page, world));
  }
  await page.setViewportSize(ENLARGED);
  await check(`${visit.name} at 400 %`, () => narrow(page));
  await page.setViewportSize(WIDTHS[1]);
  await open(page, server, visit);
  await check(`${visit.name} by keyboard`, () => keyboard(page));
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await check(`${visit.name} in forced colours`, () => forced(page));
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" });
  await check(`${visit.name} on paper`, () => paper(page, join(shots, `${file(visit)}.pdf`)));
  await closed(page);
}

async function picture(page, path, { width }) {
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path, fullPage: width !== 3840 && tall < TALLEST });
}

async function sound(page, { axe }) {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
  const told = found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary}`));
  same(told, [], "axe");
  expect(found.passes.length > 10, "axe has looked");
  await narrow(page);
  quiet(page);
}

/** The page itself is never scrolled sideways; a wide table is, within itself. */
async function narrow(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content <= window, `the page is ${content} px wide in a window of ${window} px`);
}

/** Tab reaches everything that can be used, in the order of the page, and one sees where one is. */
async function keyboard(page) {
  const wanted = await page.evaluate(() => {
    window.scrollTo(0, 0);
    document.activeElement?.blur();
    const all = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, [tabindex="0"]')];
    const usable = all.filter((element) => element.checkVisibility());
    // Of choices that exclude each other Tab reaches one.
    const kept = usable.filter((e) => e.type !== "radio" || e.checked);
    kept.forEach((element, index) => element.setAttribute("data-tab", index));
    // Where one starts: the very beginning.
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    return kept.length;
  });
  const reached = [];
  for (let count = 0; count < wanted * 4 && reached.length < wanted; count += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      return { at: element.getAttribute("data-tab"), outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), what: element.outerHTML.slice(0, 120) };
    });
    // A date has several parts; each is a stop of its own.
    if (here.at === null || reached.at(-1) === Number(here.at)) continue;
    expect(here.outline >= 2, `the focus is not seen on ${here.what}`);
    reached.push(Number(here.at));
  }
  same(reached, [...Array(wanted).keys()], "what Tab reaches");
}

async function forced(page) {
  await narrow(page);
  const bare = await page.evaluate(() =>
    [...document.querySelectorAll(".dads-button, .kikin-badge, .dads-notification-banner")].filter((e) => parseFloat(getComputedStyle(e).borderTopWidth) === 0).map((e) => e.outerHTML.slice(0, 100)),
  );
  same(bare, [], "without colours there is no edge");
}

/** What a sheet of A4 has between its margins, px. */
const SHEET = { width: 703, height: 1000 };

/** A4 (595.28 × 841.89 points), every sheet, and no table is cut off at its edge, but for those that are forms. */
async function paper(page, path) {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(SHEET);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll(".dads-table:not(:has(input, select))")]
      .filter((table) => table.firstElementChild.scrollWidth > table.clientWidth)
      .map((table) => table.getAttribute("aria-label")),
  );
  same(cut, [], "tables that are cut off on paper");
  await page.emulateMedia({ media: "screen" });
  const text = (await page.pdf({ path, preferCSSPageSize: true, printBackground: false })).toString("latin1");
  const sheets = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]/g)].map(([, w, h]) => [Math.round(w), Math.round(h)]);
  expect(sheets.length > 0, "no sheet");
  for (const sheet of sheets) {
    same(sheet, [595, 842], "a sheet");
  }
}
