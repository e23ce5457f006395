// The year's set-up, the municipality's way and the prefecture's way by keyboard alone.
import { join } from "node:path";

import { enter, submission } from "./cast.mjs";
import { chain } from "./chain.mjs";
import { workbook } from "./figures.mjs";
import { Keyboard } from "./hand.mjs";
import * as prefecture from "./prefecture.mjs";
import { setUp } from "./setup.mjs";
import * as town from "./town.mjs";

const WHY = "No.3の総事業費を確かめてください。";

/** Both ways; what they leave behind is a municipality that is confirmed. */
export function byKeyboard(world) {
  const { bodies, folder, name } = world;
  const body = bodies.returned;
  return chain(name, async (step, hands) => {
    await step("a year to work in", async () => {
      hands.lead = await enter({ ...world, Hand: Keyboard }, "lead");
      await setUp(hands.lead);
    });
    await step("signing in, uploading, findings, handing in, receipt", async () => {
      hands.town = await enter({ ...world, Hand: Keyboard }, "returned");
      await town.fileCleanly(hands.town, body);
    });
    const file = join(folder, "151009_新潟市_修正.xlsx");
    const { no } = workbook("correct", body.file, file);
    await step("review, 修正依頼", async () => {
      hands.official = await enter({ ...world, Hand: Keyboard }, "official");
      await prefecture.beginReview(hands.official, body, "medical");
      await prefecture.sendBack(hands.official, body, "medical", { why: WHY, no });
    });
    await step("the corrected file", () => town.resubmit(hands.town, { why: WHY, no, file }));
    await step("審査, 受付, 確認", async () => {
      for (const half of ["medical", "care"]) await prefecture.review(hands.official, body, half);
      await hands.official.open(submission(body, "care"));
      await hands.official.shows("確認済");
    });
  });
}
