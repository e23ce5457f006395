// How the browser comes to the pages of this part, and what people do there.
import { closed, expect, watched } from "./check.mjs";

const PLAN = "/years/2026/plan";

const there = { job: "" };

/** What must be there first: `world` has browser, server, and people who are signed in by the name of their post. */
export async function prepare({ server, people }) {
  const page = await watched(people.lead, server.origin);
  // Two versions, and a file that is made while one looks on.
  for (const reason of ["第1回の内示の前", "第1回の内示の後"]) {
    await page.goto(`${server.origin}${PLAN}/versions`);
    await page.locator("#reason").fill(reason);
    await page.getByRole("button", { name: "今の計画を案として保存する", exact: true }).click();
    await page.waitForURL(/done=kept/);
  }
  await page.goto(server.origin + PLAN);
  await page.getByRole("button", { name: "県計画のブックを書き出す", exact: true }).click();
  await page.waitForURL(/\/jobs\/\d+$/);
  there.job = new URL(page.url()).pathname;
  await page.getByText("ファイルができました").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /をダウンロード/ }).click();
  const name = (await download).suggestedFilename();
  expect(name.endsWith(".xlsx"), `the file is called ${name}`);
  await closed(page);
}

const way = (path) => ({ as: "lead", way: path });

/** Routes with gaps, or of others than 県総括: pattern → { as, way }. */
export const WAYS = {
  "/years/{year}/plan": way(PLAN),
  "/years/{year}/plan/lines": way(`${PLAN}/lines?category=all&item=fund`),
  "/years/{year}/plan/freeze": way(`${PLAN}/freeze`),
  "/years/{year}/plan/versions": way(`${PLAN}/versions`),
  "/years/{year}/plan/versions/{id}": way(`${PLAN}/versions/1`),
  "/years/{year}/plan/versions/compare": way(`${PLAN}/versions/compare?before=1&after=2`),
  "/years/{year}/plan/groups": way(`${PLAN}/groups`),
  "/years/{year}/plan/events": way(`${PLAN}/events`),
  "/years/{year}/plan/chapters": way(`${PLAN}/chapters`),
  "/years/{year}/evaluation": way("/years/2026/evaluation"),
  "/jobs/{id}": { as: "lead", get way() { return there.job; } },
};

/** Not pages but files to take home. */
export const FILES = [
  "/years/{year}/plan/versions/{id}/workbook",
  "/years/{year}/plan/versions/compare/workbook",
  "/years/{year}/plan/groups/csv",
  "/jobs/{id}/result",
];
