// 県総括 sets the year up from nothing.
import { BODIES } from "./cast.mjs";

const SETTINGS = "/years/2026/settings";
const DAY = 86_400_000;

/** What the State allots by 区分, in the order of the form: 国費 and 基金の規模, yen. */
export const NATIONAL = [
  ["1,000,000,000", "1,500,000,000"],
  ["500,000,000", "500,000,000"],
  ["400,000,000", "600,000,000"],
];

/** So many days from now in Japan, as a field of date and time takes it. */
export function inDays(days) {
  return new Date(Date.now() + days * DAY + 9 * 3_600_000).toISOString().slice(0, 16);
}

/** Today in Japan, as a field of a date takes it. */
export const today = () => inDays(0).slice(0, 10);

/** 令和8年度: begun, opened, who is expected, 庁内決裁 for one, 国の内示, a notice. */
export async function setUp(lead, bodies = Object.values(BODIES)) {
  await lead.open("/");
  await lead.shows("計画年度がまだありません。「年度の設定」で年度を始め");
  await lead.open("/years");
  await lead.shows("設定した計画年度はありません。");
  await lead.fill("#year", "令和8年度");
  await lead.press("年度を始める");
  await lead.arrives(/^\/years\/2026\/settings\?done=begun$/);
  await lead.shows("令和8年度を始めました", "受付は閉じています。");

  await lead.follow("受付、期限、様式版を変える");
  await lead.arrives(/\/stages$/);
  for (const half of ["medical", "care"]) {
    await lead.tick(`#open-${half}-plan`);
    await lead.fill(`#until-${half}-plan-1`, inDays(14));
  }
  await lead.press("設定を変える");
  await lead.arrives(/\?done=stages$/);
  await lead.shows("設定を変えました");

  await lead.follow("団体を選ぶ");
  await lead.arrives(/\/expected$/);
  const wanted = bodies.map((body) => `halves-${body.code}`);
  for (const select of await lead.page.locator('select[name^="halves-"]').all()) {
    const name = await select.getAttribute("name");
    await lead.choose(`select[name="${name}"]`, wanted.includes(name) ? "both" : "none");
  }
  await lead.tick(`#approval-${BODIES.decided.code}`);
  await lead.press("設定を変える");
  await lead.arrives(/\?done=expected$/);
  await lead.shows(`${bodies.length}団体（両方${bodies.length}、`, "庁内決裁を要する団体：1");

  await lead.follow("内示を登録する");
  await lead.arrives(/\/national$/);
  await lead.fill("#date-1", today());
  await lead.fill("#document-1", "医政発1001第1号");
  for (const [index, [national, fund]] of NATIONAL.entries()) {
    await lead.fill(`input[name="national-1-${index}"]`, national);
    await lead.fill(`input[name="fund-1-${index}"]`, fund);
  }
  await lead.press("内示を登録する");
  await lead.arrives(/\?done=national$/);
  await lead.shows("国費1,900,000,000円、基金の規模2,600,000,000円（3区分）");

  await lead.follow("お知らせを出す");
  await lead.arrives(/\/notices$/);
  await lead.fill("#title", "令和8年度計画の受付を始めました");
  await lead.fill("#content", "提出期限までに提出してください。");
  await lead.press("お知らせを出す");
  await lead.arrives(/\?done=notices$/);
  await lead.shows("お知らせ「令和8年度計画の受付を始めました」を出しました。");
}

/** The first deadline is over; a second round begins. */
export async function secondRound(lead) {
  await lead.open(`${SETTINGS}/stages`);
  for (const half of ["medical", "care"]) {
    await lead.fill(`#until-${half}-plan-1`, inDays(-1));
    await lead.fill(`#until-${half}-plan-2`, inDays(14));
  }
  await lead.press("設定を変える");
  await lead.arrives(/\?done=stages$/);
  await lead.shows("第2回");
}
