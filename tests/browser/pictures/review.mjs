// 審査, 修正依頼 and what comes of it, 受付, 確認, 査定 and 内示.
import { join } from "node:path";

import { MEDICAL, OTHERS, TOWN, approve, follow, go, press, upload } from "./story.mjs";

/** The first looks of the prefecture, 修正依頼, and the town's answer to it. */
export async function reviewing(world, lead, { clerk, chief }) {
  const { camera } = world;
  await go(world, lead, `${MEDICAL}/review`);
  await press(lead, "審査を始める");
  await camera.shoot(lead, "ken-review", { tallest: 1000 });
  await lead.locator("#comment [name=no]").selectOption({ index: 3 });
  await lead.locator("#comment [name=sheet]").fill("事業一覧");
  await lead.locator("#comment [name=cell]").fill("W8");
  await lead.locator("#comment [name=text]").fill("見積書の金額と基金充当額が合っていません。");
  await camera.shoot(lead, "ken-comment", { from: "#comment", to: "#comment" });
  await press(lead, "コメントを書く");
  await lead.locator("#correction [name=why]").fill("No.3の基金充当額を、見積書の金額に合わせてください。");
  await lead.locator("#correction input[value=projects]").check();
  await lead.locator("#correction input[name=no][value='3']").check();
  await camera.shoot(lead, "ken-correction", { from: "#correction", to: "#correction" });
  await lead.locator("#correction").getByRole("button", { name: "修正を依頼する" }).click();
  await lead.waitForLoadState("load");

  await go(world, clerk, "/");
  await camera.shoot(clerk, "town-returned", { to: ".kikin-returned" });
  await follow(clerk, "直したファイルをアップロードする");
  await upload(clerk, join(world.samples, "新発田市_再提出.xlsx"));
  await approve(world, clerk, chief, "新健第135号");
  await clerk.getByRole("link", { name: "提出に進む" }).click();
  await press(clerk, "再提出する");
  await clerk.getByRole("heading", { level: 1, name: /受付票/ }).waitFor();
  await go(world, clerk, MEDICAL);
  await camera.shoot(clerk, "town-submission", { tallest: 1000 });
  await camera.shoot(clerk, "town-told", { from: "#told", tallest: 620 });

  await go(world, lead, `${MEDICAL}/review`);
  await press(lead, "審査を始める");
  await camera.shoot(lead, "ken-difference", { from: lead.getByRole("heading", { name: "違い" }), tallest: 420 });
  await press(lead, "受け付ける");
  await follow(lead, "確認済みにする");
  await press(lead, "確認済みにする");
  for (const [body, bu] of [[TOWN, "care"], ...OTHERS.flatMap((code) => [[code, "medical"], [code, "care"]])]) {
    await go(world, lead, `/years/2026/bodies/${body}/plan/${bu}/review`);
    await press(lead, "受け付ける");
    await follow(lead, "確認済みにする");
    await press(lead, "確認済みにする");
  }
}

/** Decisions on a confirmed submission, 内示, and the answer. */
export async function assessing(world, lead, clerk) {
  const { camera } = world;
  await go(world, lead, `${MEDICAL}/assessment`);
  const rows = await lead.locator("select[name^=decided-]").count();
  for (let at = 0; at < rows; at += 1) await lead.locator(`[name=decided-${at}]`).selectOption("yes");
  await lead.locator("[name=granted-2]").fill("3,000,000");
  await lead.locator("[name=why-2]").fill("補助単価の上限まで");
  await camera.shoot(lead, "ken-assessment", { from: "h1" });
  await press(lead, "査定を保存する");
  await follow(lead, "県の内示を送る");
  await lead.locator("form.kikin-acts button").click();
  await lead.waitForLoadState("load");
  await go(world, clerk, "/");
  await follow(clerk, "県の内示に回答する");
  await clerk.locator("select[name=answer]").nth(2).selectOption({ label: "減額" });
  await clerk.locator("input[name=amount]").nth(2).fill("2,900,000");
  await clerk.locator("input[name=why]").nth(2).fill("対象者数の減");
  await camera.shoot(clerk, "town-answer", { from: "h1" });
  await press(clerk, "回答を送る");
}
