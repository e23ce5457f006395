// What a test says, and how it fails.

const failures = [];
let passed = 0;

/** Runs one check; a failure is told at the end with all others. */
export async function check(name, act) {
  try {
    await act();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL  ${name}\n${String(error.stack ?? error).replace(/^/gm, "      ")}`);
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

/** A page that remembers what must not happen: console errors, and requests to another host. */
export async function watched(context, origin) {
  const page = await context.newPage();
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
