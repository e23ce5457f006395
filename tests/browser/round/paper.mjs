// Receipt and plan on paper: A4, with what they must hold.
import { join } from "node:path";

import { expect, ran, same } from "../check.mjs";

/** Prints the page that one looks at; what stands on the sheets, without spaces. */
async function print(hand, path) {
  await hand.page.evaluate(() => document.fonts.ready);
  const bytes = await hand.page.pdf({ path, preferCSSPageSize: true, printBackground: false });
  const sheets = [...bytes.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]/g)];
  expect(sheets.length > 0, "no sheet");
  for (const [, width, height] of sheets) same([Math.round(width), Math.round(height)], [595, 842], "a sheet of A4");
  return ran("pdftotext", ["-layout", path, "-"]).replaceAll(/\s+/g, "");
}

function holds(text, wanted) {
  for (const part of wanted) {
    expect(text.includes(part.replaceAll(/\s+/g, "")), `「${part}」 is not on paper: ${text}`);
  }
}

export async function receiptOnPaper(hand, address, folder) {
  await hand.open(address);
  const digest = await hand.page.locator(".kikin-digest").innerText();
  const number = await hand.page.locator(".kikin-number").innerText();
  const text = await print(hand, join(folder, "receipt.pdf"));
  holds(text, ["受付票", `受付番号${number}`, "受付日時", digest, "この版が採用されます"]);
  holds(text, ["見附市（152111）", "13件", "合計"]);
  expect(!text.includes("サインアウトする"), "what is pressed is not printed");
}

export async function planOnPaper(hand, folder, totals) {
  await hand.open("/years/2026/plan");
  const text = await print(hand, join(folder, "plan.pdf"));
  const shown = totals["合計"].slice(1, 4).map((yen) => yen.toLocaleString("en-US"));
  holds(text, ["総括表", "単位：円", "国の内示との対比", ...shown]);
}
