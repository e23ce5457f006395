// The whole yearly round, as people do it: with script, without script, by keyboard alone, and when the power fails.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { check } from "./check.mjs";
import { BODIES, POSTS } from "./round/cast.mjs";
import { byKeyboard } from "./round/keys.mjs";
import { losses } from "./round/loss.mjs";
import { theYear } from "./round/year.mjs";
import { Server } from "./server.mjs";

/** Each way has a server of its own, on which the year is set up from nothing. */
async function onItsOwn({ browser, kikin, work }, name, options, act) {
  const folder = join(work, name.replaceAll(" ", "-"));
  mkdirSync(folder, { recursive: true });
  const server = await Server.start(kikin, folder, POSTS);
  try {
    await act({ browser, server, kikin, folder, name, options, bodies: BODIES });
  } finally {
    await check(`${name}: the server ends in order`, () => server.stop());
  }
}

export async function rounds(world) {
  await onItsOwn(world, "the round", {}, theYear);
  await onItsOwn(world, "the round without script", { javaScriptEnabled: false }, theYear);
  await onItsOwn(world, "by keyboard alone", {}, async (own) => {
    await byKeyboard(own);
    await check("power cuts and ended sessions are tried to the end", () => losses(own));
  });
}
