// What a test says, and how it fails.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What failed, each with the first line of why. */
const failures = [];
let passed = 0;
const begun = Date.now();

/** How long one check may take, and a part of them: a browser that hangs is told, not waited for. Milliseconds. */
const LONGEST = 4 * 60_000;
const LONGEST_IN_ALL = 18 * 60_000;

/** How long a browser may take to open or close a page, which it is asked to do without a limit of its own. Milliseconds. */
const OPENING = 30_000;
/** So many of the last things the browser was asked are told with a check that did not end. */
const LAST_ASKED = 12;

class Late extends Error {}

/** Time since the beginning, for who looks on. */
const clock = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`.padStart(7);

/** What a promise gives, if it does so in time. */
async function inTime(promise, milliseconds, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Late(`${what} did not end within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A part of the checks; what breaks off or hangs between them is a failure too. */
export function whole(name, work) {
  return check(name, work, LONGEST_IN_ALL);
}

/** A program that is waited for; what it prints. */
export function ran(program, args, options = {}) {
  return execFileSync(program, args, { encoding: "utf8", timeout: LONGEST, killSignal: "SIGKILL", ...options });
}

/** Runs one check; a failure is told at the end with all others. */
export async function check(name, act, longest = LONGEST) {
  try {
    await inTime(act(), longest, name);
    passed += 1;
    console.log(`ok    ${clock()}  ${name}`);
  } catch (error) {
    failures.push(`${name}: ${String(error.message ?? error).split("\n")[0]}`);
    const asked = error instanceof Late ? lastAsked() : "";
    console.log(`FAIL  ${clock()}  ${name}\n${String(error.stack ?? error).replace(/^/gm, "      ")}${asked}`);
  }
}

/** The end of what the browser was asked, from the file that `run.mjs` names: where it hangs. */
function lastAsked() {
  try {
    const asked = readFileSync(process.env.DEBUG_FILE, "utf8").trimEnd().split("\n").slice(-LAST_ASKED);
    return `\n      the browser was last asked:\n${asked.join("\n").replace(/^/gm, "        ")}`;
  } catch (error) {
    return `\n      what the browser was last asked cannot be read: ${error.message}`;
  }
}

/** A check that others build upon: where it fails, they are not tried. */
export async function first(name, act, longest = LONGEST) {
  const before = failures.length;
  await check(name, act, longest);
  if (failures.length > before) throw new Error(`${name} failed, what builds upon it is not tried`);
}

/** Closes a page or all of a context. Chromium may never answer for a page that is just being led elsewhere: that is told, and
 * nothing of the program depends on it. */
export async function closed(opened) {
  try {
    await inTime(opened.close(), OPENING, "closing");
  } catch (error) {
    console.log(`note  ${clock()}  ${error.message}${error instanceof Late ? lastAsked() : ""}`);
  }
}

export function expect(truth, message) {
  if (!truth) {
    throw new Error(message);
  }
}

export function same(actual, wanted, what) {
  const [a, w] = [JSON.stringify(actual), JSON.stringify(wanted)];
  expect(a === w, `${what}: ${a} instead of ${w}`);
}

/** Says how it went; the exit code. */
export function report() {
  console.log(`\n${passed} passed, ${failures.length} failed${failures.map((name) => `\n  ${name}`).join("")}`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

/** Chromium of the system, which asks nobody anything by itself. */
export function browserOptions() {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const alone = ["--disable-component-update", "--disable-sync"];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return { executablePath: process.env.KIKIN_CHROMIUM ?? "/usr/bin/chromium", args: [...quiet, ...alone, ...root] };
}

/** A new page; asked for a second time where the browser loses the first request. */
async function opened(context) {
  try {
    return await inTime(context.newPage(), OPENING, "opening a page");
  } catch (error) {
    if (!(error instanceof Late)) throw error;
    console.log(`note  ${clock()}  ${error.message}${lastAsked()}`);
    return inTime(context.newPage(), OPENING, "opening a page again");
  }
}

/** A page that remembers what must not happen: console errors, and requests to another host. */
export async function watched(context, origin) {
  const page = await opened(context);
  page.faults = [];
  page.on("console", (message) => {
    // The browser itself logs the status of a page that is an error on purpose.
    if (["error", "warning"].includes(message.type()) && !/the server responded with a status of 4\d\d/.test(message.text())) {
      page.faults.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => page.faults.push(`script: ${error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "data:") {
      page.faults.push(`request to ${url.origin}`);
    }
  });
  page.on("requestfailed", (request) => {
    // Whoever goes on before a picture has come breaks its request off.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") {
      page.faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  return page;
}

export function quiet(page) {
  const faults = page.faults.splice(0);
  same(faults, [], "the browser complains");
}
