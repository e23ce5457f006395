// The prefecture at work: review, 修正依頼, 受付, 確認, 査定, 内示.
import { expect, same } from "../check.mjs";
import { submission } from "./cast.mjs";

const HALVES = { medical: "医療分", care: "介護分" };

/** From 提出状況一覧 to the review of a submission. */
export async function toReview(hand, body, bu) {
  await hand.open("/");
  await hand.arrives(/^\/years\/2026\/status$/);
  await hand.shows(body.name);
  await hand.open(`${submission(body, bu)}/review`);
  await hand.shows("状態と次にすること", body.name, HALVES[bu]);
}

export async function beginReview(hand, body, bu) {
  await toReview(hand, body, bu);
  await hand.press("審査を始める");
  await hand.arrives(/\/review\?done=begun$/);
  await hand.shows("審査を始めました", "審査中");
}

/** 修正依頼 for one project, with a reason; pressed without a reason first, which is told. */
export async function sendBack(hand, body, bu, { why, no }) {
  const ticks = hand.page.locator('fieldset#numbers input[name="no"]');
  const values = await ticks.evaluateAll((all) => all.map((tick) => [tick.value, tick.id]));
  const id = values.find(([value]) => value === no)?.[1];
  expect(id !== undefined, `No.${no} is none of ${values}`);
  await hand.tick("#scope-projects");
  await hand.tick(`#${id}`);
  await hand.press("修正を依頼する");
  await hand.arrives(/\/review\/return$/);
  expect((await hand.page.title()).startsWith("エラー："), "a 修正依頼 needs a reason");
  expect(await hand.page.locator(`#${id}`).isChecked(), "what was ticked stays");
  await hand.fill("#why", why);
  await hand.press("修正を依頼する");
  await hand.arrives(/\/review\?done=returned$/);
  await hand.shows("修正を依頼しました", "修正依頼（差戻し）", `No.${no}`);
}

/** 受付. */
export async function receive(hand) {
  await hand.press("受け付ける");
  await hand.arrives(/\/review\?done=received$/);
  await hand.shows("受け付けました", "受付済");
}

/** 確認, after its question. */
export async function confirm(hand) {
  await hand.follow("確認済みにする");
  await hand.arrives(/\/review\/confirm$/);
  await hand.press("確認済みにする");
  await hand.arrives(/\/review\?done=confirmed$/);
  await hand.shows("確認済みにしました", "確認済");
}

/** 審査 → 受付 → 確認. */
export async function review(hand, body, bu) {
  await beginReview(hand, body, bu);
  await receive(hand);
  await confirm(hand);
}

/** What the table of differences from the version before says. */
export async function differences(hand) {
  const rows = await hand.table("前の版（第1版）との違い");
  return rows.slice(1).map(([what, before, after, yen]) => [what, before, after, yen]);
}

/** 査定 of a submission: all in full but one, which is granted less with a reason. */
export async function assess(hand, body, { no, granted, why }) {
  await hand.open(`${submission(body, "medical")}/assessment`);
  await hand.shows("査定していない事業が");
  const numbers = await hand.page.locator('input[name^="no-"]').evaluateAll((all) => all.map((e) => [e.value, e.name.slice(3)]));
  for (const [, index] of numbers) await hand.choose(`select[name="decided-${index}"]`, "yes");
  const at = numbers.find(([value]) => value === no)[1];
  await hand.fill(`input[name="granted-${at}"]`, granted);
  await hand.press("査定を保存する");
  await hand.arrives(/\/assessment$/);
  await hand.shows(`No.${no}は要望額`, "理由を記入してください");
  await hand.fill(`input[name="why-${at}"]`, why);
  await hand.press("査定を保存する");
  await hand.arrives(/\/assessment\?done=saved$/);
  await hand.shows("査定を保存しました", `採択${numbers.length}件、不採択0件`);
}

/** 県の内示, sent by 県総括 after its question. */
export async function notify(hand, body) {
  await hand.open(`${submission(body, "medical")}/assessment`);
  await hand.follow("県の内示を送る");
  await hand.arrives(/\/assessment\/notify$/);
  await hand.press("県の内示を送る");
  await hand.arrives(/\/assessment\?done=notified$/);
  await hand.shows("県の内示を送りました");
}

/** The states on 提出状況一覧, by 団体 and 分. */
export async function states(hand, bodies) {
  await hand.open("/years/2026/status?stage=plan");
  const [head, ...rows] = await hand.table("提出状況");
  const column = (name) => head.findIndex((title) => title.startsWith(name));
  const [name, half, state] = ["団体", "分", "状態"].map(column);
  expect(![name, half, state].includes(-1), `the list has other columns: ${head}`);
  const found = {};
  for (const row of rows) {
    const body = bodies.find((one) => row[name]?.startsWith(one.name));
    if (body) found[`${body.name} ${row[half]}`] = row[state].replaceAll(/\s+/g, "");
  }
  return found;
}

/** Every submission is in this state. */
export async function allAre(hand, bodies, wanted) {
  const found = await states(hand, bodies);
  const expected = Object.fromEntries(Object.keys(found).map((key) => [key, wanted]));
  same(Object.keys(found).length, bodies.length * 2, "submissions on the list");
  same(found, expected, "states");
}
