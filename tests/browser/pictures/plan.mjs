// 県計画: totals and what they are made of, bundling, text, versions, freezing, exports, the record.
import { day, follow, go, press } from "./story.mjs";

const PLAN = "/years/2026/plan";

/** A version before anything is corrected, to be compared with. */
export async function keep(world, lead) {
  await go(world, lead, `${PLAN}/versions`);
  await lead.locator("#reason").fill("国との協議の前の案");
  await press(lead, "今の計画を案として保存する");
}

export async function plan(world, lead) {
  const { camera } = world;
  await go(world, lead, PLAN);
  const beside = lead.getByRole("heading", { name: "国の内示との対比" });
  await camera.shoot(lead, "ken-plan", { to: lead.locator("table").filter({ hasText: "総括表" }).first(), tallest: 1500 });
  await camera.shoot(lead, "ken-beside", { from: beside, to: lead.locator("section").filter({ has: beside }).last() });
  await lead.locator("main table a").nth(1).click();
  await lead.getByRole("heading", { level: 1, name: "金額の内訳" }).waitFor();
  await camera.shoot(lead, "ken-lines", { from: "h1", tallest: 900 });
  await follow(lead, "新発田市");
  await camera.shoot(lead, "ken-cells", { from: lead.getByRole("heading", { name: "事業別" }), tallest: 400 });

  await go(world, lead, `${PLAN}/groups?category=II`);
  await camera.shoot(lead, "ken-groups", { from: "h1", tallest: 700 });
  await go(world, lead, `${PLAN}/chapters`);
  await camera.shoot(lead, "ken-chapters", { from: "h1", tallest: 700 });

  await go(world, lead, `${PLAN}/freeze`);
  await lead.locator("#fixed_on").fill(day(0));
  await lead.locator("#document_number").fill("福第1234号");
  // The answer is less than what was handed in, and no other file has come.
  await lead.locator("#deviating-as-it-is").check();
  await camera.shoot(lead, "ken-freeze", { from: "h1" });
  await press(lead, "県計画を確定する");
  await go(world, lead, `${PLAN}/versions`);
  await camera.shoot(lead, "ken-versions", { from: "h1", tallest: 1000 });
  await press(lead, "新旧対照表を見る");
  await camera.shoot(lead, "ken-compare", { from: "h1", tallest: 1300 });

  await go(world, lead, PLAN);
  await press(lead, "県計画のブックを案として書き出す");
  await lead.getByText("ファイルができました").waitFor({ timeout: 60_000 });
  await camera.shoot(lead, "ken-job", { from: "h1" });
  await go(world, lead, "/events");
  await press(lead, "記録を確かめる");
  await camera.shoot(lead, "ken-verified", { from: "h1", tallest: 500 });
}
