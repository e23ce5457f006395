// The round of the manuals: 新潟県 and 新発田市, in the order in which people do it.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { PASSWORD } from "../flows.mjs";
import { keep, plan } from "./plan.mjs";
import { assessing, reviewing } from "./review.mjs";

export const TOWN = "152064";
const YEAR = "/years/2026";
const OF_TOWN = `${YEAR}/bodies/${TOWN}`;
export const MEDICAL = `${OF_TOWN}/plan/medical`;
/** The bodies that are asked; of the first ones the files are there already, the last three hand in by themselves or not at all. */
const THERE = ["151009_新潟市", "152048_三条市", "152056_柏崎市", "152081_小千谷市", "152099_加茂市", "152102_十日町市", "152111_見附市", "152129_村上市"];
/** Of these everything is confirmed: what is in the plan at the end. */
export const OTHERS = [...THERE.map((name) => name.slice(0, 6)), "152021"];
/** 国の内示 by 区分: State and fund, yen. */
const NOTICED = { "Ⅰ-1": [500_000_000, 750_000_000], "Ⅰ-2": [280_000_000, 280_000_000], "Ⅱ": [470_000_000, 705_000_000], "Ⅲ": [400_000_000, 600_000_000], "Ⅳ": [500_000_000, 750_000_000], "Ⅴ": [160_000_000, 240_000_000], "Ⅵ": [250_000_000, 375_000_000] };

export const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState("load");
};
export const follow = async (page, name) => {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.waitForLoadState("load");
};
export const go = (world, page, path) => page.goto(world.origin + path);
/** A day so many days from today, as a field of dates takes it. */
export const day = (days) => new Date(Date.now() + days * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 10);

export async function signIn(world, page, account) {
  await go(world, page, "/signin");
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(PASSWORD);
  await press(page, "サインインする");
  await page.locator(".kikin-header__who").waitFor();
}

export async function accept(page) {
  await page.locator("#new").fill(PASSWORD);
  await page.locator("#repeated").fill(PASSWORD);
  await press(page, "パスワードを設定する");
}

export async function play(world) {
  const lead = await world.person();
  await go(world, lead, world.invitation);
  const account = await lead.locator("input[name=account]").inputValue();
  await accept(lead);
  await signIn(world, lead, account);
  await year(world, lead);
  const town = await newTown(world, lead);
  await files(world);
  await handing(world, town);
  await watching(world, lead);
  await keep(world, lead);
  await reviewing(world, lead, town);
  await assessing(world, lead, town.clerk);
  await plan(world, lead);
}

/** 年度の設定 */
async function year(world, lead) {
  const { camera } = world;
  await go(world, lead, "/years");
  await lead.locator("#year").fill("R8");
  await press(lead, "年度を始める");
  await go(world, lead, `${YEAR}/settings/stages`);
  for (const bu of ["medical", "care"]) {
    await lead.locator(`#open-${bu}-plan`).check();
    await lead.locator(`#until-${bu}-plan-1`).fill(`${day(28)}T17:00`);
  }
  await camera.shoot(lead, "ken-stages", { from: "h1", to: lead.getByRole("button", { name: "設定を変える" }), tallest: 1200 });
  await press(lead, "設定を変える");
  await go(world, lead, `${YEAR}/settings/expected`);
  const asked = [...OTHERS, TOWN, "152137", "153079"];
  for (const select of await lead.locator("select[name^=halves-]").all()) {
    const code = (await select.getAttribute("name")).slice("halves-".length);
    await select.selectOption(asked.includes(code) ? "both" : "none");
  }
  await lead.locator(`#approval-${TOWN}`).check();
  await camera.shoot(lead, "ken-expected", { from: "h1", tallest: 640 });
  await press(lead, "設定を変える");
  await go(world, lead, `${YEAR}/settings/national`);
  await lead.locator("#date-1").fill(day(-3));
  await lead.locator("#document-1").fill("医政発第1号");
  for (const [category, [national, fund]] of Object.entries(NOTICED)) {
    await lead.locator(`input[name^=national-1-][aria-label*=" ${category} "]`).fill(national.toLocaleString("en"));
    await lead.locator(`input[name^=fund-1-][aria-label*=" ${category} "]`).fill(fund.toLocaleString("en"));
  }
  await camera.shoot(lead, "ken-national", { from: "h1", to: "main section" });
  await press(lead, "内示を登録する");
  await go(world, lead, `${YEAR}/settings/notices`);
  await lead.locator("#title").fill("令和8年度計画の提出について");
  await lead.locator("#content").fill("様式の「表紙」の提出日を忘れずに記入してください。\n質問は、提出のページの「コメント」に書き込んでください。");
  await press(lead, "お知らせを出す");
  await go(world, lead, `${YEAR}/settings`);
  await camera.shoot(lead, "ken-settings", { tallest: 1400 });
}

/** Two posts of 新発田市; each accepts its invitation. */
async function newTown(world, lead) {
  const { camera } = world;
  const posts = [["市町村担当", "健康福祉課 担当", "髙橋 太郎"], ["市町村確認者", "健康福祉課 課長", "山口 恵"]];
  const people = [];
  for (const [role, name, holder] of posts) {
    const first = people.length === 0;
    await go(world, lead, "/posts/new");
    await lead.locator("#organisation").selectOption(TOWN);
    await lead.locator("#role").selectOption(role);
    await lead.locator("#name").fill(name);
    await lead.locator("#holder").fill(holder);
    if (first) await camera.shoot(lead, "ken-new-post", { from: "h1", tallest: 1100 });
    await press(lead, "職を追加する");
    await press(lead, "招待のリンクを作る");
    if (first) await camera.shoot(lead, "ken-invited", { from: "h1" });
    const path = (await lead.locator("#invitation-link").inputValue()).match(/\/invitation\/[0-9a-f]+/)[0];
    const page = await world.person();
    await go(world, page, path);
    const account = await page.locator("input[name=account]").inputValue();
    if (first) await camera.shoot(page, "invitation", { from: "h1" });
    await accept(page);
    if (first) {
      await page.locator("#account").fill(account);
      await camera.shoot(page, "signin", { tallest: 1000 });
    }
    await signIn(world, page, account);
    people.push(page);
  }
  await go(world, lead, "/posts");
  await camera.shoot(lead, "ken-posts", { from: "h1" });
  const [clerk, chief] = people;
  await go(world, clerk, "/account/code");
  await press(clerk, "設定を始める");
  await camera.shoot(clerk, "code", { from: "h1" });
  return { clerk, chief };
}

/** What other municipalities have handed in. */
async function files(world) {
  const paths = THERE.map((name) => join(world.demo, `${name}.xlsx`));
  world.run("import", ...paths, "--prefecture", "15", "--fiscal-year", "2026");
}

/** 庁内決裁 of the draft that the clerk sees; then the clerk sees it decided. */
export async function approve(world, clerk, chief, number, look = async () => {}) {
  await follow(clerk, "庁内決裁に回す");
  await press(clerk, "庁内決裁に回す");
  await go(world, chief, "/");
  await follow(chief, "庁内決裁をする");
  await chief.locator("#number").fill(number);
  await chief.locator("#day").fill(day(0));
  await look();
  await press(chief, "決裁する");
  await clerk.reload();
}

/** By content: a browser of another locale than the file system's does not find a name in Japanese. */
const workbook = (path) => ({
  name: basename(path),
  mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  buffer: readFileSync(path),
});

export async function upload(page, path) {
  await page.locator("#file").setInputFiles(workbook(path));
  await press(page, "アップロードして検査する");
  await page.getByRole("heading", { level: 1, name: "検査の結果" }).waitFor();
}

/** 新発田市: upload, findings, 庁内決裁, handing in. */
async function handing(world, { clerk, chief }) {
  const { camera } = world;
  await go(world, clerk, "/");
  await camera.shoot(clerk, "town-home");
  await follow(clerk, "ファイルをアップロードする");
  await camera.shoot(clerk, "town-upload", { from: "h1" });
  await upload(clerk, join(world.samples, "新発田市.xlsx"));
  await camera.shoot(clerk, "town-errors", { from: "h1", to: ".kikin-findings .dads-table", tallest: 1100 });
  await follow(clerk, "もう一度アップロードする");
  await upload(clerk, join(world.samples, "新発田市_修正後.xlsx"));
  await camera.shoot(clerk, "town-draft", { from: "h1", to: ".kikin-facts" });
  const draft = clerk.url();
  await follow(clerk, "画面で直す");
  await clerk.getByRole("link", { name: /^No\.3 / }).click();
  await clerk.getByRole("button", { name: "保存して検査する" }).waitFor();
  await camera.shoot(clerk, "town-mend", { from: "h1", tallest: 1000 });
  await clerk.goto(draft);
  await approve(world, clerk, chief, "新健第129号", () => camera.shoot(chief, "town-approval", { from: "h1", tallest: 1400 }));
  await follow(clerk, "提出に進む");
  await camera.shoot(clerk, "town-hand-in", { from: "h1", to: clerk.getByRole("button", { name: "提出する" }), tallest: 1000 });
  await press(clerk, "提出する");
  await clerk.getByRole("heading", { level: 1, name: /受付票/ }).waitFor();
  await camera.shoot(clerk, "town-receipt", { from: "h1", tallest: 1200 });
  await go(world, clerk, `${MEDICAL}#attachments`);
  const pdf = { name: "見積書.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") };
  await clerk.locator("#attach_no").fill("3");
  await clerk.locator("#file").setInputFiles(pdf);
  await press(clerk, "添付する");
  await camera.shoot(clerk, "town-attachments", { from: "#attachments", to: clerk.getByRole("button", { name: "添付する" }) });
  await go(world, clerk, `${MEDICAL}/withdraw`);
  await camera.shoot(clerk, "town-withdraw", { from: "h1" });
  await go(world, clerk, `${OF_TOWN}/plan/care/no-projects`);
  await camera.shoot(clerk, "town-none", { from: "h1" });
}

/** 提出状況一覧, 督促, 代理登録 */
async function watching(world, lead) {
  const { camera } = world;
  await go(world, lead, `${YEAR}/proxy`);
  await lead.locator("#how").selectOption("電子メール");
  await lead.locator("#on").fill(day(-1));
  await lead.locator("#file").setInputFiles(workbook(join(world.demo, "152021_長岡市.xlsx")));
  await press(lead, "検査して代理登録する");
  await lead.getByText("ファイルの処理が終わりました").first().waitFor();
  await camera.shoot(lead, "ken-proxy", { from: "h1", tallest: 1100 });
  await go(world, lead, `${YEAR}/status`);
  await camera.shoot(lead, "ken-status", { tallest: 1250 });
  await go(world, lead, `${YEAR}/reminders`);
  await camera.shoot(lead, "ken-reminders", { from: "h1", to: "section.kikin-letter" });
}
