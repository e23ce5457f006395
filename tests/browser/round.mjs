// The whole yearly round, as people do it: with script, without script, by keyboard alone; and when the power fails.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { check, closed, whole } from "./check.mjs";
import { BODIES, POSTS } from "./round/cast.mjs";
import { Mouse } from "./round/hand.mjs";
import { byKeyboard } from "./round/keys.mjs";
import { losses } from "./round/loss.mjs";
import { theYear } from "./round/year.mjs";
import { Server } from "./server.mjs";

/** Each way has a browser of its own, and a server on which the year is set up from nothing. */
async function onItsOwn({ launch, kikin, work }, name, options, act) {
  const folder = join(work, name.replaceAll(" ", "-"));
  mkdirSync(folder, { recursive: true });
  const server = await Server.start(kikin, folder, POSTS);
  const browser = await launch();
  try {
    await act({ browser, server, kikin, folder, name, options, bodies: BODIES });
  } finally {
    await closed(browser);
    await check(`${name}: the server ends in order`, () => server.stop());
  }
}

/** Two at a time: each has its server and its folder, and what is told begins with its name. */
export async function rounds(world) {
  const ways = [
    [
      ["the round", {}, (own) => theYear({ ...own, Hand: Mouse })],
      ["the round without script", { javaScriptEnabled: false }, (own) => theYear({ ...own, Hand: Mouse })],
    ],
    [
      ["by keyboard alone", {}, byKeyboard],
      ["power cuts and ended sessions", {}, losses],
    ],
  ];
  const tried = ([name, options, act]) => whole(`${name}: is tried to the end`, () => onItsOwn(world, name, options, act));
  for (const beside of ways) await Promise.all(beside.map(tried));
}
