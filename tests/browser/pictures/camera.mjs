// Pictures for the manuals: of a page or of a part of it, small enough to be read over a slow line.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync, inflateSync } from "node:zlib";

import { expect } from "../check.mjs";

export const WIDTH = 1366;
/** No picture is higher: it would be shrunk or scrolled past where the manual is read. */
const TALLEST = 900;
const MARGIN = 12;
/** The manuals are in the program itself. */
const LARGEST = 150 * 1024;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export class Camera {
  constructor(folder) {
    this.folder = folder;
    this.taken = [];
  }

  /** From the top of `from` (of the page if nothing is told) to the bottom of `to` (of what stands between header and footer). */
  async shoot(page, name, { from = null, to = "main", tallest = TALLEST } = {}) {
    await page.setViewportSize({ width: WIDTH, height: 768 });
    await page.evaluate(async () => {
      document.activeElement?.blur();
      window.scrollTo(0, 0);
      await document.fonts.ready;
    });
    const begin = from === null ? 0 : Math.max(0, (await edges(page, from)).top - MARGIN);
    // Below what stands between header and footer the footer begins.
    const end = (await edges(page, to)).bottom + (to === "main" ? 0 : MARGIN);
    const height = Math.min(end - begin, tallest);
    // With the header the picture is as wide as the page; a part of a page is as wide as what stands there.
    const [left, right] = from === null ? [0, WIDTH] : await sides(page, begin, begin + height);
    const shot = await page.screenshot({ fullPage: true, clip: { x: left, y: begin, width: right - left, height } });
    const bytes = small(shot);
    expect(bytes.length <= LARGEST, `${name}.png has ${bytes.length} bytes`);
    writeFileSync(join(this.folder, `${name}.png`), bytes);
    this.taken.push(name);
    console.log(`${name}.png  ${right - left} × ${Math.round(height)}  ${bytes.length} bytes`);
  }
}

/** Top and bottom on the page, wherever it is scrolled to. */
async function edges(page, what) {
  const locator = typeof what === "string" ? page.locator(what) : what;
  return locator.first().evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return { top: top + window.scrollY, bottom: bottom + window.scrollY };
  });
}

/** Left and right of what is seen between two heights: texts, and boxes that have an edge. */
async function sides(page, begin, end) {
  const found = await page.evaluate(([begin, end]) => {
    const main = document.querySelector("main");
    const style = getComputedStyle(main);
    const { left, right } = main.getBoundingClientRect();
    const boxes = "input, select, textarea, .dads-button, .dads-table, .dads-notification-banner, .kikin-summary, .kikin-filter, .kikin-returned, svg, summary";
    const rects = [...main.querySelectorAll(boxes)].map((element) => element.getBoundingClientRect());
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      if (node.parentElement.closest(".kikin-unseen") !== null) continue;
      range.selectNodeContents(node);
      rects.push(...range.getClientRects());
    }
    const seen = rects.filter((r) => r.width > 0 && r.top + window.scrollY < end && r.bottom + window.scrollY > begin);
    const inner = [left + parseFloat(style.paddingLeft), right - parseFloat(style.paddingRight)];
    return [inner[0], Math.min(inner[1], Math.max(...seen.map((r) => r.right)))];
  }, [begin, end]);
  return [Math.floor(found[0] - MARGIN), Math.ceil(found[1] + MARGIN)];
}

/** The same picture in at most 256 colours: 16 steps of each, and what is rare as its nearest. */
function small(png) {
  const { width, height, pixels } = decode(png);
  const used = new Map();
  const keys = new Uint16Array(width * height);
  const step = (value) => Math.round(value / 17);
  for (let at = 0; at < keys.length; at += 1) {
    const key = (step(pixels[at * 3]) << 8) | (step(pixels[at * 3 + 1]) << 4) | step(pixels[at * 3 + 2]);
    keys[at] = key;
    used.set(key, (used.get(key) ?? 0) + 1);
  }
  const parts = (key) => [key >> 8, (key >> 4) & 15, key & 15];
  const kept = [...used.keys()].sort((a, b) => used.get(b) - used.get(a)).slice(0, 256);
  const index = new Map(kept.map((key, at) => [key, at]));
  const distance = (a, b) => parts(a).reduce((sum, value, i) => sum + (value - parts(b)[i]) ** 2, 0);
  for (const key of used.keys()) {
    if (!index.has(key)) index.set(key, index.get(kept.reduce((near, other) => (distance(key, other) < distance(key, near) ? other : near))));
  }
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < keys.length; at += 1) rows[at + Math.floor(at / width) + 1] = index.get(keys[at]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(kept.flatMap((key) => parts(key).map((value) => value * 17)));
  const chunks = [["IHDR", head], ["PLTE", palette], ["IDAT", deflateSync(rows, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([SIGNATURE, ...chunks.map(([type, data]) => chunk(type, data))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A picture as the browser makes it: 8 bits, red, green and blue, not interlaced. */
function decode(png) {
  const parts = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colour, interlaced] = [png[24], png[25], png[28]];
  expect(depth === 8 && (colour === 2 || colour === 6) && interlaced === 0, `a PNG of another kind: ${depth} ${colour}`);
  const unit = colour === 2 ? 3 : 4;
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * unit;
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const value = raw[y * (stride + 1) + 1 + x];
      const left = x >= unit ? lines[y * stride + x - unit] : 0;
      const up = y > 0 ? lines[(y - 1) * stride + x] : 0;
      const corner = x >= unit && y > 0 ? lines[(y - 1) * stride + x - unit] : 0;
      lines[y * stride + x] = value + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) lines.copy(pixels, at * 3, at * unit, at * unit + 3);
  return { width, height, pixels };
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
