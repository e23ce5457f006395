// The pictures of the manuals, taken anew from real pages:
// `node pictures.mjs --kikin BINARY --modules FOLDER --work FOLDER [--into FOLDER]`.
// The round of the manuals is played once, from the first sign-in to the frozen plan; all figures are invented.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { browserOptions, expect, quiet, ran, watched } from "./check.mjs";
import { Camera, WIDTH } from "./pictures/camera.mjs";
import { play } from "./pictures/story.mjs";

const here = import.meta.dirname;
const { values: given } = parseArgs({
  options: {
    kikin: { type: "string" },
    modules: { type: "string" },
    work: { type: "string" },
    into: { type: "string", default: join(here, "../../docs/manual/images") },
  },
});
const require = createRequire(resolve(given.modules, "package.json"));
const { chromium } = require("playwright-core");

rmSync(given.work, { recursive: true, force: true });
mkdirSync(given.work, { recursive: true });
mkdirSync(given.into, { recursive: true });
const database = `sqlite://${join(resolve(given.work), "kikin.db")}`;
const run = (...args) => ran(given.kikin, [...args, "--database", database]);

run("migrate");
const told = run("user", "add", "--role", "県総括", "--organisation", "150002", "--name", "福祉保健総務課 総括", "--holder", "小林 直子");
const invitation = told.match(/\/invitation\/[0-9a-f]+/)[0];

const server = spawn(given.kikin, ["serve", "--database", database, "--listen", "127.0.0.1:0"], {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, KIKIN_LOG_LEVEL: "warn" },
});
const origin = await new Promise((found, failed) => {
  createInterface({ input: server.stdout }).on("line", (line) => {
    const address = line.match(/http:\/\/[0-9.:]+/);
    if (address) found(address[0]);
  });
  server.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
});
const options = browserOptions();
// Fields of dates and files speak the browser's own language; Debian has it in the package chromium-l10n.
const japanese = { LANGUAGE: "ja", LANG: "ja_JP.UTF-8", LC_ALL: "ja_JP.UTF-8" };
const browser = await chromium.launch({ ...options, args: [...options.args, "--lang=ja"], env: { ...process.env, ...japanese } });
const opened = [];
/** A browser of somebody's own. */
async function person() {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: 768 }, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(60_000);
  const page = await watched(context, origin);
  opened.push(page);
  return page;
}
try {
  const camera = new Camera(given.into);
  await play({ camera, origin, person, invitation, run, demo: join(here, "../../crates/cli/demo"), samples: join(here, "../../docs/manual/samples") });
  for (const page of opened) quiet(page);
  expect(camera.taken.length > 0, "no picture was taken");
  console.log(`\n${camera.taken.length} pictures in ${given.into}`);
} catch (error) {
  for (const [at, page] of opened.entries()) {
    console.error(`${page.url()}  ${JSON.stringify(page.faults)}`);
    await page.screenshot({ path: join(given.work, `person-${at}.png`), fullPage: true });
  }
  throw error;
} finally {
  await browser.close();
  server.kill("SIGTERM");
}
