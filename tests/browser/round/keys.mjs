// The municipality's way and the prefecture's way by keyboard alone.
import { join } from "node:path";

import { check, quiet } from "../check.mjs";
import { enter, submission } from "./cast.mjs";
import { workbook } from "./figures.mjs";
import { Keyboard, Mouse } from "./hand.mjs";
import * as prefecture from "./prefecture.mjs";
import { setUp } from "./setup.mjs";
import * as town from "./town.mjs";

const WHY = "No.3の総事業費を確かめてください。";

export async function byKeyboard(world) {
  const { bodies, folder } = world;
  const hands = {};
  await check("by keyboard alone: a year to work in", async () => {
    hands.lead = await enter({ ...world, Hand: Mouse }, "lead");
    await setUp(hands.lead);
  });
  await check("by keyboard alone: signing in, uploading, findings, handing in, receipt", async () => {
    hands.town = await enter({ ...world, Hand: Keyboard }, "returned");
    await town.fileCleanly(hands.town, bodies.returned);
    quiet(hands.town.page);
  });
  await check("by keyboard alone: review, 修正依頼", async () => {
    hands.official = await enter({ ...world, Hand: Keyboard }, "official");
    const { no } = workbook("correct", bodies.returned.file, join(folder, "修正.xlsx"));
    await prefecture.beginReview(hands.official, bodies.returned, "medical");
    await prefecture.sendBack(hands.official, bodies.returned, "medical", { why: WHY, no });
    quiet(hands.official.page);
  });
  await check("by keyboard alone: the corrected file", async () => {
    await town.resubmit(hands.town, { why: WHY, no: "3", file: join(folder, "修正.xlsx") });
    quiet(hands.town.page);
  });
  await check("by keyboard alone: 審査, 受付, 確認", async () => {
    for (const half of ["medical", "care"]) await prefecture.review(hands.official, bodies.returned, half);
    await hands.official.open(submission(bodies.returned, "care"));
    await hands.official.shows("確認済");
    quiet(hands.official.page);
  });
  for (const hand of Object.values(hands)) await hand.page.context().close();
}
