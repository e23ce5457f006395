// The same figures by other ways: the command line on the files that count, and openpyxl on what was exported.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, ran, same } from "../check.mjs";

/** 区分 as they are printed, by their codes. */
const PRINTED = { "I-1": "Ⅰ-1", "I-2": "Ⅰ-2", II: "Ⅱ", III: "Ⅲ", IV: "Ⅳ", V: "Ⅴ", VI: "Ⅵ" };
/** The amounts in the order of every 総括表, after 件数. */
const ITEMS = ["total", "fund", "national", "prefectural", "other", "public", "private", "entrusted", "carried"];

/** Asks openpyxl. */
export function workbook(...args) {
  const script = join(import.meta.dirname, "workbook.py");
  return JSON.parse(ran(process.env.KIKIN_PYTHON ?? "python3", [script, ...args]));
}

/** 「△1,234」 */
export const yen = (text) => (text === "—" ? 0 : Number(text.replaceAll(/[,円]/g, "").replace("△", "-")));

/** The 総括表 of a page as numbers, by 区分 and by the names of its sums. */
export async function shownTotals(hand, caption) {
  const [head, ...rows] = await hand.table(caption);
  same(head.length, ITEMS.length + 2, "the columns of the 総括表");
  return Object.fromEntries(rows.map(([name, ...figures]) => [name.split(" ")[0], figures.map(yen)]));
}

/** The files that count, each once: taken from the pages of the submissions into a folder. */
export async function filesThatCount(hand, submissions, folder) {
  mkdirSync(folder, { recursive: true });
  const known = new Set();
  for (const address of submissions) {
    await hand.open(address);
    const versions = await hand.table("の版（新しい順）");
    const number = versions.find((row) => row[1] === "採用")?.[0].match(/\d+/)[0];
    expect(number !== undefined, `no version counts of ${address}`);
    const path = join(folder, `${address.replaceAll(/[^0-9a-z]+/g, "-").replace(/^-/, "")}.xlsx`);
    await hand.download(`原本（版${number}）`, path);
    const bytes = readFileSync(path);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (!known.has(digest)) writeFileSync(join(folder, `${known.size}.xlsx`), bytes);
    known.add(digest);
  }
  return [...known.keys()].map((_, index) => join(folder, `${index}.xlsx`));
}

/** What `kikin consolidate` makes of files: the figures of the 総括表, from its CSV, held against its JSON. */
export function consolidated(kikin, files, folder) {
  const [book, data] = [join(folder, "plan.xlsx"), join(folder, "plan.csv")];
  const args = ["consolidate", ...files, "--prefecture", "15", "--fiscal-year", "R8", "-o", book, "--data", data, "--json"];
  const told = JSON.parse(ran(kikin, args, { stdio: ["ignore", "pipe", "ignore"] }));
  expect(told.files.every((file) => file.verdict !== "rejected"), `a file is refused: ${JSON.stringify(told.files)}`);
  const [head, ...lines] = readFileSync(data, "utf8").replace("\uFEFF", "").trim().split(/\r?\n/).map((line) => line.split(","));
  const column = Object.fromEntries(head.map((name, index) => [name, index]));
  const sums = { 医療分計: zero(), 介護分計: zero(), 合計: zero() };
  const projects = new Set();
  for (const line of lines) {
    const of = (name) => line[column[name]];
    // Names with commas would shift the columns: the amount is the last one, the item the third from the end.
    const [item, value] = [line.at(-3), Number(line.at(-1))];
    const category = PRINTED[of("category")];
    const rows = [category, `${of("bu")}計`, "合計"];
    const key = `${of("municipality_code")} ${of("category")} ${of("no")}`;
    const at = ITEMS.indexOf(item) + 1;
    expect(category !== undefined && at > 0, `the data has ${of("category")} ${item}`);
    for (const row of rows) {
      sums[row] ??= zero();
      sums[row][at] += value;
      if (!projects.has(key)) sums[row][0] += 1;
    }
    projects.add(key);
  }
  for (const total of told.totals) {
    const own = sums[PRINTED[total.category]] ?? zero();
    const figures = [total.projects, ...ITEMS.slice(0, 5).map((item) => total[item])];
    same(figures, own.slice(0, 6), `consolidate's JSON and CSV of ${total.category}`);
  }
  return sums;
}

const zero = () => Array(ITEMS.length + 1).fill(0);

/** To the yen; a 区分 without a project may be missing on one side. */
export function equal(actual, wanted, what) {
  const names = new Set([...Object.keys(actual), ...Object.keys(wanted)]);
  for (const name of names) {
    same(actual[name] ?? zero(), wanted[name] ?? zero(), `${what}: ${name}`);
  }
  expect((wanted["合計"] ?? zero())[0] > 0, `${what}: there are projects`);
}
