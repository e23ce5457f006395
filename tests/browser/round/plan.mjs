// The prefecture's plan: totals, drill-down, versions, 確定, 新旧対照表, exports.
import { join } from "node:path";

import { expect, same } from "../check.mjs";
import { shownTotals, workbook, yen } from "./figures.mjs";
import { today } from "./setup.mjs";

const PLAN = "/years/2026/plan";
/** 「令和8年11月22日」 */
const inEra = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { dateStyle: "long", timeZone: "Asia/Tokyo" });

/** 総括表 as it stands. */
export async function liveTotals(hand) {
  await hand.open("/");
  await hand.open(PLAN);
  await hand.shows("総括表", "国の内示との対比");
  return shownTotals(hand, "総括表（単位：円）");
}

/** 国の内示 beside the plan, as it was entered. */
export async function besideNotice(hand, totals) {
  await hand.open(PLAN);
  const [, ...rows] = await hand.table("国の内示との対比");
  const first = rows.find(([name]) => name.startsWith("Ⅰ-1 "));
  same(first[1], "1回", "rounds of 国の内示");
  same(yen(first[3]), 1_000_000_000, "what the State allots");
  same(yen(first[4]), 1_000_000_000 - yen(first[2]), "what is left");
  // 新規分 is the whole where nothing is carried over.
  const [, , , national, , , , , , carried] = totals["Ⅰ-1"];
  if (carried === 0) same(yen(first[2]), national, "the plan's 国");
}

/** From a figure to its addends, and from one of these to its cell in the original. */
export async function drillDown(hand, folder) {
  await hand.open(PLAN);
  const row = hand.page.locator("tr").filter({ has: hand.page.getByText(/^Ⅱ /) }).first();
  // 件数, 総事業費, 基金充当額 計
  const figure = row.locator("td a").nth(2);
  const shown = yen(await figure.innerText());
  await hand.activate(figure);
  await hand.arrives(/\/plan\/lines\?.*item=fund/);
  const [head, ...addends] = await hand.table("事業別");
  const column = (name) => head.findIndex((title) => title.startsWith(name));
  const [value, at, file] = [column("基金"), column("シートとセル"), column("原本")];
  same(addends.reduce((sum, one) => sum + yen(one[value]), 0), shown, "the addends");
  const bodies = await hand.table("団体別");
  same(yen(bodies.at(-1)[2]), shown, "the sum over bodies");
  const one = addends.find((addend) => addend[0].startsWith("新潟市"));
  const path = join(folder, "addend.xlsx");
  await hand.download(one[file], path);
  const [sheet, cell] = one[at].split(" ");
  const found = workbook("cell", path, sheet, cell);
  expect(/千円/.test(found.unit), `the unit is ${found.unit}`);
  same(found.value * 1_000, yen(one[value]), `${one[0]}: the cell ${one[at]}`);
}

/** Keeps the plan as it is as 案. */
export async function keepDraft(hand, reason) {
  await hand.open(PLAN);
  await hand.follow("版と新旧対照表を見る");
  await hand.arrives(/\/plan\/versions$/);
  await hand.fill("#reason", reason);
  await hand.press("今の計画を案として保存する");
  await hand.arrives(/\/plan\/versions\/\d+\?done=kept$/);
  await hand.shows("今の計画を案として保存しました。", reason);
  return shownTotals(hand, "この版の総括表");
}

/** 確定 with number and day. */
export async function freeze(hand, number) {
  await hand.open(PLAN);
  await hand.follow("県計画を確定する");
  await hand.arrives(/\/plan\/freeze$/);
  await hand.shows("すべての提出物が確認済みです");
  await hand.fill("#fixed_on", today());
  await hand.fill("#document_number", number);
  // One town has answered 減額 and has not handed in another file: what is fixed over that is said to be.
  await hand.press("県計画を確定する");
  await hand.page.getByText("「査定・回答と異なる額のまま確定する」に印を付けてください").first().waitFor();
  await hand.tick("#deviating-as-it-is");
  await hand.press("県計画を確定する");
  await hand.arrives(/\/plan\/versions\/\d+\?done=fixed$/);
  await hand.shows("県計画を確定しました。", number, inEra.format(new Date()), "確定");
  return shownTotals(hand, "この版の総括表");
}

/** The workbook of the version that one looks at. */
export async function paperOfVersion(hand, folder) {
  const path = join(folder, "version.xlsx");
  await hand.download(/\.xlsx/, path);
  return workbook("totals", path);
}

/** Export as a job: asked for, waited for, taken. */
export async function exported(hand, folder) {
  await hand.open(PLAN);
  await hand.press("県計画のブックを案として書き出す");
  await hand.arrives(/^\/jobs\/\d+$/);
  return takeExport(hand, folder);
}

/** The file of the job that one looks at, once it is there. */
export async function takeExport(hand, folder) {
  await hand.page.getByText("ファイルができました").waitFor({ timeout: 60_000 });
  const path = join(folder, "export.xlsx");
  const name = await hand.download(/\.xlsx/, path);
  expect(name.endsWith(".xlsx"), `the file is called ${name}`);
  return workbook("totals", path);
}

/** 新旧対照表 between the last two versions: one project changed. */
export async function compare(hand, { name, before, after }) {
  await hand.open(`${PLAN}/versions`);
  await hand.press("新旧対照表を見る");
  await hand.arrives(/\/compare\?before=\d+&after=\d+$/);
  await hand.shows("新旧対照表", "追加0件、削除0件、変更1件", "基金充当額 計の増減");
  const [, ...categories] = await hand.table("区分別");
  const sum = categories.find(([label]) => label === "合計").map((text, index) => (index === 0 ? text : yen(text)));
  // 区分, 件数 旧, 新, 総事業費 旧, 新, 増減, 基金 計 旧, 新, 増減, …
  same([sum[6], sum[7], sum[8]], [before["合計"][2], after["合計"][2], after["合計"][2] - before["合計"][2]], "基金 計");
  await hand.shows(name);
}
