// The pages in a real browser: `node run.mjs --kikin BINARY --modules FOLDER --work FOLDER [--pictures] [--round NAME]`; with
// pictures one sees in the work folder what was looked at, with a name only the rounds are tried whose name holds it.
// Every route of the program's own list is visited, at three widths, with and without script, by mouse and by keyboard.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { browserOptions, check, report, whole } from "./check.mjs";
import { Server } from "./server.mjs";
import { lookAtAll } from "./look.mjs";
import { byKeyboard, signingIn, withoutScript } from "./flows.mjs";
import { rounds } from "./round.mjs";

const { values: given } = parseArgs({
  options: {
    kikin: { type: "string" },
    modules: { type: "string" },
    work: { type: "string" },
    pictures: { type: "boolean" },
    round: { type: "string" },
  },
});
rmSync(given.work, { recursive: true, force: true });
mkdirSync(given.work, { recursive: true });
// What the browser is asked stands in a file, whose end tells where it hangs; read by the package when it is loaded.
Object.assign(process.env, { DEBUG: "pw:api", DEBUG_FILE: join(given.work, "asked.log") });
const require = createRequire(resolve(given.modules, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const launch = () => chromium.launch(browserOptions());
const around = { launch, kikin: given.kikin, work: given.work };
if (given.round === undefined) {
  await lookAtEveryPage();
  await rounds(around);
} else {
  await rounds(around, given.round);
}
// Whatever still hangs ends here.
process.exit(report());

async function lookAtEveryPage() {
  const server = await Server.start(given.kikin, given.work);
  const browser = await launch();
  console.log(`Chromium ${browser.version()}`);
  const world = { browser, server, axe, work: given.work, pictures: given.pictures };
  await whole("every page is looked at", async () => {
    await check("signing in, by script and mouse", () => signingIn(world));
    await check("signing in, without script", () => withoutScript(world));
    await check("signing in, by keyboard alone", () => byKeyboard(world));
    await check("a year with two files", () => server.prepare());
    await lookAtAll(world);
  });
  await check("the browser ends", () => browser.close(), 60_000);
  await check("the server ends in order", () => server.stop());
}
