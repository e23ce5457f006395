// A year from its set-up to the fixed plan.
import { join } from "node:path";

import { expect, same } from "../check.mjs";
import { POSTS, enter, submission } from "./cast.mjs";
import { chain } from "./chain.mjs";
import { consolidated, equal, filesThatCount, workbook } from "./figures.mjs";
import { planOnPaper, receiptOnPaper } from "./paper.mjs";
import * as plan from "./plan.mjs";
import * as prefecture from "./prefecture.mjs";
import { secondRound, setUp } from "./setup.mjs";
import * as town from "./town.mjs";

const CORRECTION = "No.3の総事業費に、訪問看護の車両の費用を加えてください。";
const NUMBER = "福第2026号";

/** From the set-up to the fixed plan, everybody by the same kind of hand. */
export function theYear(world) {
  const { name, bodies, server } = world;
  return chain(name, async (step, hands) => {
    for (const post of Object.keys(POSTS)) {
      await step(`${POSTS[post].join(" ")} comes in`, async () => {
        hands[post] = await enter(world, post);
      });
    }
    await step("the year is set up", () => setUp(hands.lead));
    await filing(world, hands, step);
    const corrected = await corrections(world, hands, step);
    await reviewing(world, hands, step);
    await planning(world, hands, step, corrected);
    await step("what happened stands in the time line", () => timeLine(hands.returned, bodies.returned));
    await step("the record is whole", () => server.run("verify"));
  });
}

async function filing(world, hands, step) {
  const { bodies, options } = world;
  await step("a clean municipality", async () => {
    const receipt = await town.fileCleanly(hands.clean, bodies.clean);
    if (options.javaScriptEnabled !== false) await receiptOnPaper(hands.clean, receipt, world.folder);
  });
  await step("a municipality whose file will come back", () => town.fileCleanly(hands.returned, bodies.returned));
  await step("a municipality without projects", () => town.fileNothing(hands.none, bodies.none));
  await step("two divisions, each its own half", async () => {
    const whole = bodies.divided.file;
    const half = async (bu, own, other) => {
      const file = join(world.folder, `152129_村上市_${own}.xlsx`);
      const { projects } = workbook("half", whole, file, bu);
      await hands[bu].open("/");
      await hands[bu].shows("未提出");
      const receipt = await town.fileHalf(hands[bu], { whole, file, own, other, projects });
      await hands.official.open(submission(bodies.divided, bu));
      await hands.official.shows("提出済");
      return receipt;
    };
    const medical = await half("medical", "医療分", "介護分");
    const care = await half("care", "介護分", "医療分");
    expect(medical !== care, "two receipts");
  });
  await step("庁内決裁 by a second post", () => town.fileDecided(hands.asking, hands.deciding, bodies.decided));
  await step("a late municipality", async () => {
    await secondRound(hands.lead);
    await hands.late.open("/");
    await town.upload(hands.late, bodies.late.file);
    await hands.late.follow("提出に進む");
    await hands.late.arrives(/\/hand-in$/);
    await hands.late.shows("提出期限を過ぎています。");
    await hands.late.press("提出する");
    await town.received(hands.late);
    await hands.late.shows("（期限の後の提出）");
  });
  await step("提出状況一覧", async () => {
    await prefecture.allAre(hands.official, Object.values(bodies), "提出済");
  });
}

/** 案, 修正依頼, the corrected file; the totals of 案 and what was corrected. */
async function corrections(world, hands, step) {
  const { bodies, folder } = world;
  const found = { file: join(folder, "151009_新潟市_修正.xlsx") };
  await step("the plan as it is, kept as 案", async () => {
    const live = await plan.liveTotals(hands.lead);
    found.before = await plan.keepDraft(hands.lead, "修正の前の案");
    equal(found.before, live, "案");
  });
  await step("修正依頼 for one project", async () => {
    const { no } = workbook("correct", bodies.returned.file, found.file);
    found.no = no;
    await prefecture.beginReview(hands.official, bodies.returned, "medical");
    await prefecture.sendBack(hands.official, bodies.returned, "medical", { why: CORRECTION, no });
  });
  await step("the corrected file is handed in", () => town.resubmit(hands.returned, { why: CORRECTION, ...found }));
  await step("what is otherwise than before", async () => {
    await prefecture.toReview(hands.official, bodies.returned, "medical");
    await hands.official.shows("再提出済");
    const amounts = (await prefecture.differences(hands.official)).filter(([, , , yen]) => yen !== "");
    expect(amounts.length > 0, "the differences tell amounts");
    for (const [what, , , yen] of amounts) {
      same([what.startsWith(`No.${found.no} `), yen], [true, "1,000,000"], `the difference of ${what}`);
    }
  });
  return found;
}

async function reviewing(world, hands, step) {
  const { bodies } = world;
  await step("審査, 受付, 確認 of each", async () => {
    for (const body of Object.values(bodies)) {
      for (const half of ["medical", "care"]) await prefecture.review(hands.official, body, half);
    }
    await prefecture.allAre(hands.official, Object.values(bodies), "確認済");
  });
  await step("査定, 県の内示, the answer", async () => {
    const granted = { no: "3", granted: "30,000,000", why: "補助単価の上限による" };
    await prefecture.assess(hands.official, bodies.clean, granted);
    await prefecture.notify(hands.lead, bodies.clean);
    const answer = { no: "3", granted: { ...granted, shown: "30,000,000" }, amount: "25,000,000", why: "対象者の減" };
    await town.answer(hands.clean, bodies.clean, answer);
    await hands.official.open(`${submission(bodies.clean, "medical")}/assessment`);
    await hands.official.shows("市町村の回答", "減額", "満額");
  });
}

async function planning(world, hands, step, corrected) {
  const { bodies, folder, kikin, options } = world;
  const all = Object.values(bodies).flatMap((body) => ["medical", "care"].map((half) => submission(body, half)));
  const found = {};
  await step("the live totals are those of kikin consolidate", async () => {
    const files = await filesThatCount(hands.lead, all, join(folder, "counting"));
    found.wanted = consolidated(kikin, files, folder);
    found.live = await plan.liveTotals(hands.lead);
    equal(found.live, found.wanted, "live");
    same(found.live["合計"][2] - corrected.before["合計"][2], 1_000_000, "what the correction adds");
  });
  await step("国の内示 beside the plan", () => plan.besideNotice(hands.lead, found.live));
  await step("from a figure to its cell", () => plan.drillDown(hands.lead, folder));
  await step("確定", async () => {
    const fixed = await plan.freeze(hands.lead, NUMBER);
    equal(fixed, found.wanted, "the fixed plan");
    equal(await plan.paperOfVersion(hands.lead, folder), found.wanted, "the fixed plan's workbook");
    if (options.javaScriptEnabled !== false) await planOnPaper(hands.lead, folder, fixed);
    await prefecture.allAre(hands.official, Object.values(bodies), "確定");
  });
  await step("the exported workbook", async () => equal(await plan.exported(hands.lead, folder), found.wanted, "the export"));
  await step("新旧対照表", async () => {
    const name = "在宅医療従事者安全確保対策事業（新潟市3）";
    await plan.compare(hands.lead, { name, before: corrected.before, after: found.wanted });
  });
}

/** Each act, the newest first. */
async function timeLine(hand, body) {
  await hand.open(submission(body, "medical"));
  const [, ...rows] = await hand.table("経過（新しい順）");
  const acts = rows.map(([, , what]) => what.replace(/（.*/, "")).reverse();
  const wanted = [
    "画面を初めて開きました",
    "ファイルをアップロードしました",
    "提出しました",
    "審査を始めました",
    "修正を依頼しました",
    "ファイルをアップロードしました",
    "提出しました",
    "審査を始めました",
    "受け付けました",
    "確認しました",
    "都道府県計画に反映しました",
    "計画とともに確定しました",
  ];
  same(acts, wanted, "the time line");
  expect(rows.some((row) => row[3].includes(CORRECTION)), "with the reason");
}
