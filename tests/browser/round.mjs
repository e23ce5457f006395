// The whole yearly round, as people do it: with script, without script, by keyboard alone; and when the power fails.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { check, closed, expect, ran, whole } from "./check.mjs";
import { BODIES, POSTS } from "./round/cast.mjs";
import { Keyboard, Mouse } from "./round/hand.mjs";
import { losses } from "./round/loss.mjs";
import { theYear } from "./round/year.mjs";
import { Server } from "./server.mjs";

/** A fresh database on the PostgreSQL of the tests. */
function onPostgres(name) {
  const url = process.env.KIKIN_TEST_POSTGRES;
  expect(url !== undefined, "KIKIN_TEST_POSTGRES is not set: run `cargo xtask test`");
  const database = `browser_${process.pid}_${name.replaceAll(/[^a-z]+/g, "_")}`;
  ran("psql", [url, "--quiet", "--set=ON_ERROR_STOP=1", "--command", `CREATE DATABASE ${database}`]);
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

/** Each way has a browser of its own, and a server on which the year is set up from nothing. */
async function onItsOwn({ launch, kikin, work }, { name, act, context = {}, postgres = false }) {
  const folder = join(work, name.replaceAll(" ", "-"));
  mkdirSync(folder, { recursive: true });
  const server = await Server.start(kikin, folder, POSTS, postgres ? onPostgres(name) : undefined);
  const browser = await launch();
  try {
    await act({ browser, server, kikin, folder, name, options: context, bodies: BODIES });
  } finally {
    await closed(browser);
    await check(`${name}: the server ends in order`, () => server.stop());
  }
}

const year = (Hand) => (own) => theYear({ ...own, Hand });

/** Two at a time: each has its server and its folder, and what is told begins with its name. `only` are those whose name holds it. */
export async function rounds(world, only = "") {
  const ways = [
    [
      { name: "the round", act: year(Mouse) },
      { name: "the round without script on PostgreSQL", act: year(Mouse), context: { javaScriptEnabled: false }, postgres: true },
    ],
    [
      { name: "the round by keyboard alone", act: year(Keyboard) },
      { name: "power cuts and ended sessions", act: losses },
    ],
  ];
  const tried = (way) => whole(`${way.name}: is tried to the end`, () => onItsOwn(world, way));
  for (const beside of ways) await Promise.all(beside.filter(({ name }) => name.includes(only)).map(tried));
}
