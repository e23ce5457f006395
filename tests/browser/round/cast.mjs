// Who takes part in the round, and how they come in.
import { join } from "node:path";

import { watched } from "../check.mjs";
import { PASSWORD } from "../flows.mjs";

const demo = join(import.meta.dirname, "../../../crates/cli/demo");

/** Municipalities by what befalls them; the files are without errors. */
export const BODIES = {
  clean: { code: "152111", name: "見附市", file: join(demo, "152111_見附市.xlsx") },
  returned: { code: "151009", name: "新潟市", file: join(demo, "151009_新潟市.xlsx") },
  none: { code: "152099", name: "加茂市" },
  divided: { code: "152129", name: "村上市", file: join(demo, "152129_村上市.xlsx") },
  late: { code: "152048", name: "三条市", file: join(demo, "152048_三条市.xlsx") },
  decided: { code: "152021", name: "長岡市", file: join(demo, "152021_長岡市.xlsx") },
};

/** Posts that are there before the year: role, organisation, name, 分. */
export const POSTS = {
  lead: ["県総括", "150002", "福祉保健総務課 総括"],
  official: ["県担当", "150002", "医療課 審査担当"],
  clean: ["市町村担当", BODIES.clean.code, "健康福祉課 担当"],
  returned: ["市町村担当", BODIES.returned.code, "健康福祉課 担当"],
  none: ["市町村担当", BODIES.none.code, "健康課 担当"],
  medical: ["市町村担当", BODIES.divided.code, "地域医療課 担当", "医療分"],
  care: ["市町村担当", BODIES.divided.code, "高齢介護課 担当", "介護分"],
  late: ["市町村担当", BODIES.late.code, "保健医療課 担当"],
  asking: ["市町村担当", BODIES.decided.code, "福祉総務課 担当"],
  deciding: ["市町村確認者", BODIES.decided.code, "福祉総務課 課長"],
};

/** A post's own browser, signed in by a hand of the kind that is asked for. */
export async function enter({ browser, server, Hand, options }, post) {
  const context = await browser.newContext(options);
  const page = await watched(context, server.origin);
  const invitation = server.invitations[post];
  const hand = new Hand(page, server.origin);
  if (!invitation.accepted) {
    await hand.open(invitation.path);
    await hand.fill("#new", PASSWORD);
    await hand.fill("#repeated", PASSWORD);
    await hand.press("パスワードを設定する");
    await hand.arrives(/^\/signin/);
    invitation.accepted = true;
  }
  await signIn(hand, invitation.account);
  return hand;
}

/** Signs in, and comes to the first page. */
export async function signIn(hand, account) {
  await hand.open("/signin");
  await hand.fill("#account", account);
  await hand.fill("#password", PASSWORD);
  await hand.press("サインインする");
  await hand.arrives(/^\/(years\/\d+(\/\w+)?)?$/);
}

/** 「/years/2026/bodies/…/plan/medical」 */
export const submission = (body, bu) => `/years/2026/bodies/${body.code}/plan/${bu}`;
