// How the browser comes to the pages of this part, and what people do there.
import { join } from "node:path";

import { closed, watched } from "./check.mjs";

const YEAR = "/years/2026";
const SETTINGS = `${YEAR}/settings`;
/** 三条市, so that 長岡市 stays as its own people need it. */
const TOWN = `${YEAR}/bodies/152048/plan`;
const MEDICAL = `${TOWN}/medical`;
const CARE = `${TOWN}/care`;
const FILE = join(import.meta.dirname, "../../crates/cli/demo/152056_柏崎市.xlsx");

const there = { notice: "", account: "" };

const press = async (page, name) => page.getByRole("button", { name, exact: true }).first().click();

/** What must be there first: `world` has browser, server, and people who are signed in by the name of their post. */
export async function prepare({ server, people }) {
  const page = await watched(people.lead, server.origin);
  const go = (path) => page.goto(server.origin + path);
  // A comment, and a submission that is confirmed and decided on.
  await go(`${CARE}/review`);
  await page.locator("#text").fill("積算の根拠を教えてください。");
  await press(page, "コメントを書く");
  await page.waitForURL(/done=said/);
  await press(page, "受け付ける");
  await page.waitForURL(/done=received/);
  await go(`${MEDICAL}/review`);
  await press(page, "受け付ける");
  await page.waitForURL(/done=received/);
  await go(`${MEDICAL}/review/confirm`);
  await press(page, "確認済みにする");
  await page.waitForURL(/done=confirmed/);
  await go(`${MEDICAL}/assessment`);
  for (const choice of await page.locator("select").all()) await choice.selectOption("yes");
  await press(page, "査定を保存する");
  await page.waitForURL(/done=saved/);
  // A deadline, a notice, a file that came another way.
  await go(`${SETTINGS}/stages`);
  await page.locator("#until-medical-plan-1").fill("2026-07-10T17:00");
  await press(page, "設定を変える");
  await page.waitForURL(/done=stages/);
  await go(`${SETTINGS}/notices`);
  await page.locator("#title").fill("様式を改めました");
  await page.locator("#content").fill("新しい様式を使ってください。");
  await press(page, "お知らせを出す");
  await page.waitForURL(/done=notices/);
  await go(`${SETTINGS}/notices`);
  there.notice = await page.getByRole("link", { name: "差し替える" }).first().getAttribute("href");
  await go(`${YEAR}/proxy`);
  await page.locator("#how").selectOption("電子メール");
  await page.locator("#on").fill("2026-06-01");
  await page.locator("#file").setInputFiles(FILE);
  await press(page, "検査して代理登録する");
  await page.waitForURL(/\/jobs\/\d+$/);
  await page.getByText("1件のうち1件を登録").first().waitFor();
  there.account = server.invitations.townClerk.account;
  await closed(page);
}

const lead = (way) => ({ as: "lead", way });

/** Routes with gaps, or of others than 県総括: pattern → { as, way }. */
export const WAYS = {
  "/years/{year}/status": { as: "official", way: `${YEAR}/status?stage=plan` },
  "/years/{year}/reminders": { as: "official", way: `${YEAR}/reminders?stage=plan` },
  "/years/{year}/proxy": lead(`${YEAR}/proxy`),
  "/years/{year}/bodies/{body}/{stage}/{bu}/review": { as: "official", way: `${YEAR}/bodies/152021/plan/medical/review` },
  "/years/{year}/bodies/{body}/{stage}/{bu}/review/confirm": { as: "official", way: `${CARE}/review/confirm` },
  "/years/{year}/bodies/{body}/{stage}/{bu}/assessment": { as: "official", way: `${MEDICAL}/assessment` },
  "/years/{year}/bodies/{body}/{stage}/{bu}/assessment/notify": lead(`${MEDICAL}/assessment/notify`),
  "/years/{year}/settings": lead(`${SETTINGS}?done=stages`),
  "/years/{year}/settings/stages": lead(`${SETTINGS}/stages`),
  "/years/{year}/settings/expected": lead(`${SETTINGS}/expected`),
  "/years/{year}/settings/severities": lead(`${SETTINGS}/severities`),
  "/years/{year}/settings/bodies": lead(`${SETTINGS}/bodies`),
  "/years/{year}/settings/national": lead(`${SETTINGS}/national`),
  "/years/{year}/settings/notices": lead(`${SETTINGS}/notices`),
  "/years/{year}/settings/notices/{id}": { as: "lead", get way() { return there.notice; } },
  "/years/{year}/settings/notices/{id}/down": { as: "lead", get way() { return `${there.notice}/down`; } },
  "/posts/{account}": { as: "lead", get way() { return `/posts/${there.account}`; } },
  "/posts/{account}/reset": { as: "lead", get way() { return `/posts/${there.account}/reset`; } },
};

/** Not pages but files to take home. */
export const FILES = ["/years/{year}/status.csv", "/years/{year}/reminders.csv"];
