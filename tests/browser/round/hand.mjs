// How people use a page: by mouse, or by keyboard alone. What they do is written once, over these.
import { expect } from "../check.mjs";

/** No page has more stops for Tab. */
const MOST_STOPS = 600;
/** Milliseconds until an act has led somewhere. */
const LONGEST_WAY = 60_000;

class Hand {
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  /** Opens an address, as from the browser's own line. */
  async open(path) {
    await this.page.goto(this.origin + path);
  }

  /** The document that an act is about to leave; its answer may have the same address. */
  async #leave() {
    await this.page.evaluate(() => (window.left = true));
  }

  async #isLeft() {
    try {
      return !(await this.page.evaluate(() => window.left));
    } catch {
      // It goes while it is asked.
      return false;
    }
  }

  /** Presses the button of that name. */
  async press(name) {
    await this.#leave();
    await this.pressed(name);
  }

  /** Follows the link of that name, or the first that fits. */
  async follow(name) {
    await this.#leave();
    await this.followed(name);
  }

  /** Presses something that has no name of its own on the page. */
  async activate(locator) {
    await this.#leave();
    await this.activated(locator);
  }

  /** Where an act has led to; fails with what the page says. */
  async arrives(wanted) {
    const here = (url) => wanted.test(url.pathname + url.search);
    const until = Date.now() + LONGEST_WAY;
    try {
      while (!(await this.#isLeft())) {
        if (Date.now() > until) throw new Error("the page stays");
        await this.page.waitForTimeout(20);
      }
      await this.page.waitForURL(here, { timeout: LONGEST_WAY });
    } catch {
      throw new Error(`not at ${wanted} but at ${this.page.url()}\n${await this.text()}`);
    }
  }

  /** What can be read on the page. */
  text() {
    return this.page.locator("main").innerText();
  }

  async shows(...wanted) {
    const text = await this.text();
    for (const part of wanted) {
      expect(text.includes(part), `「${part}」 is not on ${this.page.url()}\n${text}`);
    }
  }

  async lacks(...unwanted) {
    const text = await this.text();
    for (const part of unwanted) {
      expect(!text.includes(part), `「${part}」 is on ${this.page.url()}\n${text}`);
    }
  }

  /** The rows of the table whose caption says this, each as the texts of its cells. */
  async table(caption) {
    const table = this.page.locator("table").filter({ has: this.page.locator("caption", { hasText: caption }) }).first();
    const read = (rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
    return table.locator("tr").evaluateAll(read);
  }

  /** The file that a link gives. */
  async download(name, path) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.follow(name)]);
    await download.saveAs(path);
    return download.suggestedFilename();
  }

  get at() {
    return new URL(this.page.url()).pathname;
  }
}

/** By mouse, or by whatever does what a mouse does. */
export class Mouse extends Hand {
  async pressed(name) {
    await this.page.getByRole("button", { name, exact: true }).first().click();
  }

  async followed(name) {
    await this.page.getByRole("link", { name, exact: typeof name === "string" }).first().click();
  }

  async activated(locator) {
    await locator.click();
  }

  async fill(selector, text) {
    await this.page.locator(selector).fill(text);
  }

  async choose(selector, value) {
    await this.page.locator(selector).selectOption(value);
  }

  /** A box or one of several that exclude each other. */
  async tick(selector) {
    await this.page.locator(selector).check();
  }

  async file(selector, path) {
    await this.page.locator(selector).setInputFiles(path);
  }
}

/** By keyboard alone: Tab, Space, Enter, arrows, and typing. */
export class Keyboard extends Hand {
  constructor(page, origin) {
    super(page, origin);
    // Somebody always listens: the browser is told of a first listener beside the key that it waits for, and may hear the key first.
    page.on("filechooser", () => {});
  }

  /** Tab until the focus is on an element of which `wanted` holds. */
  async #to(wanted, argument, told) {
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate(wanted, argument)) return;
    }
    throw new Error(`Tab does not come to ${told} on ${this.page.url()}`);
  }

  #toSelector(selector) {
    return this.#to((wanted) => document.activeElement?.matches(wanted), selector, selector);
  }

  #toNamed(tag, name) {
    const wanted = ([kind, text, flags]) => {
      const here = document.activeElement;
      const said = here?.textContent.trim();
      return here?.matches(kind) && (flags === null ? said === text : new RegExp(text, flags).test(said));
    };
    const [text, flags] = typeof name === "string" ? [name, null] : [name.source, name.flags];
    return this.#to(wanted, [tag, text, flags], `「${name}」`);
  }

  async activated(locator) {
    await locator.evaluate((element) => element.setAttribute("data-wanted", ""));
    await this.#toSelector("[data-wanted]");
    await this.page.keyboard.press("Enter");
  }

  async pressed(name) {
    await this.#toNamed("button", name);
    await this.page.keyboard.press("Space");
  }

  async followed(name) {
    await this.#toNamed("a", name);
    await this.page.keyboard.press("Enter");
  }

  async fill(selector, text) {
    await this.#toSelector(selector);
    const field = this.page.locator(selector);
    if (["date", "datetime-local"].includes(await field.getAttribute("type"))) return this.#type(field, text);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }

  /** A date has parts of its own, which the browser goes through by itself: month, day, year, hour, minute, AM or PM. */
  async #type(field, text) {
    const [year, month, day, hour, minute] = text.split(/[-T:]/);
    await this.page.keyboard.type(month + day + year);
    if (hour !== undefined) {
      // A year could have more digits.
      await this.page.keyboard.press("ArrowRight");
      await this.page.keyboard.type(String(hour % 12 || 12).padStart(2, "0") + minute + (hour < 12 ? "A" : "P"));
    }
    const there = await field.inputValue();
    expect(there === text, `${text} was typed, ${there} stands there`);
  }

  async choose(selector, value) {
    await this.#toSelector(selector);
    const options = await this.page.locator(`${selector} option`).count();
    await this.page.keyboard.press("Home");
    for (let count = 0; (await this.page.locator(selector).inputValue()) !== value; count += 1) {
      expect(count < options, `${value} is no choice of ${selector}`);
      await this.page.keyboard.press("ArrowDown");
    }
  }

  async tick(selector) {
    const input = this.page.locator(selector);
    const [kind, name] = await input.evaluate((e) => [e.type, e.name]);
    if (kind !== "radio") {
      await this.#toSelector(selector);
      if (!(await input.isChecked())) await this.page.keyboard.press("Space");
      return;
    }
    await this.#toSelector(`input[name="${name}"]`);
    const choices = await this.page.locator(`input[name="${name}"]`).count();
    for (let count = 0; !(await input.isChecked()); count += 1) {
      expect(count < choices, `the arrows do not come to ${selector}`);
      await this.page.keyboard.press("ArrowDown");
    }
  }

  /** The chooser of the browser is opened by keyboard; it is no part of the page. */
  async file(selector, path) {
    await this.#toSelector(selector);
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.page.keyboard.press("Space")]);
    await chooser.setFiles(path);
  }
}
