// A municipality at work.
import { expect } from "../check.mjs";

/** Uploads from the home page, as far as the findings. */
export async function upload(hand, file, button = "ファイルをアップロードする") {
  await hand.open("/");
  await hand.follow(button);
  await hand.arrives(/\/upload\?stage=plan$/);
  await hand.shows("この時点では提出になりません。");
  await hand.file("#file", file);
  await hand.press("アップロードして検査する");
  await hand.arrives(/\/drafts\/\d+$/);
}

/** Hands in what was uploaded; the address of the receipt. */
export async function handIn(hand, button = "提出する") {
  await hand.follow("提出に進む");
  await hand.arrives(/\/drafts\/\d+\/hand-in$/);
  await hand.shows("提出すると受付票が発行され、この版が採用されます。");
  await hand.press(button);
  return received(hand);
}

/** The receipt that one has come to. */
export async function received(hand) {
  await hand.arrives(/\/receipts\/\d+\?done=handed-in$/);
  await hand.shows("提出しました。", "受付番号", "受付日時", "SHA-256", "この版が採用されます。");
  return hand.at;
}

/** Signed in, uploaded, without errors, handed in. */
export async function fileCleanly(hand, body) {
  await hand.open("/");
  await hand.shows("未提出", "提出期限", "あと14日");
  await hand.shows("令和8年度計画の受付を始めました", "提出期限までに提出してください。");
  await upload(hand, body.file);
  await hand.shows("提出できます。", "まだ提出していません。", body.name, "金額の確認");
  await hand.lacks("このままでは提出できません。");
  const receipt = await handIn(hand);
  await hand.shows(`${body.name}（${body.code}）`, "医療分・介護分");
  await hand.open("/");
  await hand.shows("提出済", "県の審査を待っています。");
  await hand.lacks("未提出");
  return receipt;
}

/** One post of one 分 hands in its half, from a workbook of its own; of one that holds both the other half is left out. */
export async function fileHalf(hand, { whole, file, own, other, projects }) {
  await upload(hand, whole);
  await hand.shows(`このファイルの${other}は、提出に含まれません。`, `${other}を担当する職がアップロードしてください。`, `${own}を提出できます。`);
  await hand.follow("もう一度アップロードする");
  await hand.arrives(/\/upload\?stage=plan$/);
  await hand.file("#file", file);
  await hand.press("アップロードして検査する");
  await hand.arrives(/\/drafts\/\d+$/);
  await hand.shows("提出できます。");
  const receipt = await handIn(hand);
  await hand.shows(`${projects}件`, own);
  await hand.lacks(other);
  return receipt;
}

/** 該当事業なし for both 分: one press each, after the question. */
export async function fileNothing(hand, body) {
  const receipts = [];
  for (const half of ["医療分", "介護分"]) {
    await hand.open(`/years/2026/bodies/${body.code}/upload?stage=plan`);
    await hand.follow(`${half}の「該当事業なし」に進む`);
    await hand.arrives(/\/no-projects$/);
    await hand.shows("該当する事業がないことを、県に提出します。", `計画（${half}）`);
    await hand.press("該当事業なしで提出する");
    receipts.push(await received(hand));
    await hand.shows("なし（該当事業なし）");
  }
  await hand.open("/");
  await hand.lacks("未提出");
  return receipts;
}

/** With 庁内決裁: asked for by one post, given by the other, handed in by the first. */
export async function fileDecided(asking, deciding, body) {
  await upload(asking, body.file);
  await asking.shows("エラーはありません。庁内決裁に回せます。");
  await asking.lacks("提出に進む");
  await asking.follow("庁内決裁に回す");
  await asking.arrives(/\/approval$/);
  await asking.press("庁内決裁に回す");
  await asking.arrives(/\?done=asked$/);
  await asking.open("/");
  await asking.shows("庁内決裁中");

  await deciding.open("/");
  await deciding.follow("庁内決裁をする");
  await deciding.arrives(/\/approval$/);
  await deciding.shows("庁内決裁を求められています。", body.name);
  await deciding.fill("#number", "福第1234号");
  await deciding.press("決裁する");
  await deciding.arrives(/\?done=approved$/);

  await asking.open("/");
  await asking.follow("提出に進む");
  await asking.arrives(/\/hand-in$/);
  await asking.press("提出する");
  return received(asking);
}

/** What came back is seen first, with its reason; the corrected file is handed in. */
export async function resubmit(hand, { why, no, file }) {
  await hand.open("/");
  const first = await hand.page.locator("main h2").first().innerText();
  expect(first === "修正の依頼が来ています", `what came back is not the first thing but 「${first}」`);
  await hand.shows(why, `No.${no}（ほかの事業は変えられません）`, "修正依頼（差戻し）");
  await upload(hand, file, "直したファイルをアップロードする");
  await hand.shows("提出できます。");
  const receipt = await handIn(hand, "再提出する");
  await hand.open("/");
  await hand.shows("再提出済");
  return receipt;
}

/** Answers 内示: one reduced with its reason, all others 満額. */
export async function answer(hand, body, { no, granted, amount, why }) {
  await hand.open("/");
  await hand.follow("県の内示に回答する");
  await hand.arrives(/\/plan\/medical\/answer$/);
  await hand.shows("県の内示に回答してください。", granted.why, granted.shown);
  const labels = await hand.page.locator('select[name="answer"]').evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  for (const label of labels) {
    const reduced = label === `No.${no}の回答`;
    await hand.choose(`select[aria-label="${label}"]`, reduced ? "reduced" : "full");
    if (!reduced) continue;
    await hand.fill(`input[aria-label="No.${no}の減額のときの額（円）"]`, amount);
    await hand.fill(`input[aria-label="No.${no}の減額・取下げの理由"]`, why);
  }
  await hand.press("回答を送る");
  await hand.arrives(/\/plan\/medical\?done=answered$/);
  await hand.shows("県の内示への回答を送りました。", "県の内示に回答しました");
  await hand.open("/");
  await hand.lacks("県の内示に回答する");
}
