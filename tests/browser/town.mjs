// How the browser comes to the pages of this part, and what people do there.
import { join } from "node:path";

import { closed, expect, watched } from "./check.mjs";

const YEAR = "/years/2026";
const OWN = `${YEAR}/bodies/152021`;
const CARE = `${OWN}/plan/care`;
const FILE = join(import.meta.dirname, "../../crates/cli/demo/152021_長岡市.xlsx");
const PDF = { name: "見積書.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n1 0 obj\n") };

/** Where the drafts and attachments of `prepare` are. */
const there = { draft: "", attachment: "" };

/** What must be there first: `world` has browser, server, and people who are signed in by the name of their post. */
export async function prepare({ server, people }) {
  const page = await watched(people.townClerk, server.origin);
  // A draft with the bytes of the file that was imported, and a comment and an attachment to that.
  await page.goto(`${server.origin}${OWN}/upload?stage=plan`);
  await page.locator("#file").setInputFiles(FILE);
  await page.getByRole("button", { name: "アップロードして検査する", exact: true }).click();
  await page.waitForURL(/\/drafts\/\d+$/);
  there.draft = new URL(page.url()).pathname;
  await page.goto(server.origin + CARE);
  await page.locator("#text").fill("積算の根拠を添付します。");
  await page.getByRole("button", { name: "コメントを書き込む", exact: true }).click();
  await page.waitForURL(/done=commented/);
  await page.locator("#file").setInputFiles(PDF);
  await page.getByRole("button", { name: "添付する", exact: true }).click();
  await page.waitForURL(/done=attached/);
  const href = await page.getByRole("link", { name: "見積書.pdf", exact: true }).getAttribute("href");
  expect(href?.startsWith(`${OWN}/attachments/`), `the attachment is at ${href}`);
  there.attachment = href;
  await closed(page);
}

const town = (way) => ({ as: "townClerk", way });

/** Routes with gaps, or of others than 県総括: pattern → { as, way }. */
export const WAYS = {
  "/years/{year}": town(YEAR),
  "/years/{year}/bodies/{body}/upload": town(`${OWN}/upload?stage=plan`),
  "/years/{year}/bodies/{body}/drafts/{id}": { as: "townClerk", get way() { return there.draft; } },
  "/years/{year}/bodies/{body}/drafts/{id}/hand-in": { as: "townClerk", get way() { return `${there.draft}/hand-in`; } },
  "/years/{year}/bodies/{body}/drafts/{id}/projects": { as: "townClerk", get way() { return `${there.draft}/projects`; } },
  "/years/{year}/bodies/{body}/drafts/{id}/projects/{at}": { as: "townClerk", get way() { return `${there.draft}/projects/1`; } },
  "/years/{year}/bodies/{body}/drafts/{id}/approval": { as: "townReviewer", get way() { return `${there.draft}/approval`; } },
  "/years/{year}/bodies/{body}/receipts/{id}": town(`${OWN}/receipts/1`),
  "/years/{year}/bodies/{body}/attachments/{id}/remove": { as: "townClerk", get way() { return `${there.attachment}/remove`; } },
  "/years/{year}/bodies/{body}/{stage}/{bu}": town(CARE),
  "/years/{year}/bodies/{body}/{stage}/{bu}/projects": town(`${CARE}/projects`),
  "/years/{year}/bodies/{body}/{stage}/{bu}/projects/{at}": town(`${CARE}/projects/1`),
  "/years/{year}/bodies/{body}/{stage}/{bu}/no-projects": town(`${OWN}/change/care/no-projects`),
  "/years/{year}/bodies/{body}/{stage}/{bu}/withdraw": town(`${CARE}/withdraw`),
  "/years/{year}/bodies/{body}/{stage}/{bu}/answer": town(`${CARE}/answer`),
};

/** Not pages but files to take home. */
export const FILES = [
  "/years/{year}/bodies/{body}/template",
  "/years/{year}/bodies/{body}/drafts/{id}/file",
  "/years/{year}/bodies/{body}/drafts/{id}/marked",
  "/years/{year}/bodies/{body}/attachments/{id}",
  "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/file",
  "/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}/marked",
  "/years/{year}/bodies/{body}/{stage}/{bu}/answer/template",
];
