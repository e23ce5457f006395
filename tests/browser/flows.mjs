// What people do, from the invitation to signing out.
import { createHmac } from "node:crypto";

import { closed, expect, quiet, same, watched } from "./check.mjs";

export const PASSWORD = "雪国の朝はとても静かで寒いです";
const NEXT_PASSWORD = "冬の湖に白鳥が毎年たくさん来る";
const STEP = 30_000;

/** The code of a secret in base32, so many steps from now (RFC 6238). */
function code(secret, steps) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + steps));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const heading = (page) => page.locator("h1").innerText();
const at = (page) => new URL(page.url()).pathname;

export async function accept(page, server, invitation) {
  await page.goto(server.origin + invitation.path);
  await page.getByLabel("新しいパスワード", { exact: false }).first().fill(PASSWORD);
  await page.getByLabel("確認のためもう一度", { exact: false }).fill(PASSWORD);
  await press(page, "パスワードを設定する");
}

export async function signIn(page, server, account, password = PASSWORD, totp = "") {
  await page.goto(`${server.origin}/signin`);
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(password);
  await page.locator("#code").fill(totp);
  await press(page, "サインインする");
}

export async function signingIn({ browser, server }) {
  const context = await browser.newContext();
  const page = await watched(context, server.origin);
  const { account, path } = server.invitations.clerk;
  // Pressed too early: told what is missing, on top and at the field, and the focus is there.
  await page.goto(server.origin + path);
  await press(page, "パスワードを設定する");
  expect((await page.title()).startsWith("エラー："), "the title says that there are errors");
  await page.waitForFunction(() => document.activeElement?.id === "error-summary");
  await page.locator("#error-summary a").click();
  same(await page.evaluate(() => document.activeElement.id), "new", "the summary leads to the field");
  await accept(page, server, server.invitations.clerk);
  same([at(page), await heading(page)], ["/signin", "サインイン"], "after the invitation");
  // Used once.
  same((await page.goto(server.origin + path)).status(), 404, "the invitation a second time");
  // What one wanted to see comes after signing in.
  await page.goto(`${server.origin}/account`);
  same(at(page), "/signin", "nobody sees an account");
  await page.locator("#account").fill(account);
  await page.locator("#password").fill("ちがうパスワードです");
  await press(page, "サインインする");
  same(await page.locator("#account").inputValue(), account, "what was typed stays");
  same(await page.locator("#password").inputValue(), "", "but for the secret");
  await page.locator("#password").fill(PASSWORD);
  await press(page, "サインインする");
  same(at(page), "/account", "one goes on to what one wanted");
  // 確認コード
  await page.getByRole("link", { name: "確認コードを設定する" }).click();
  await press(page, "設定を始める");
  const secret = await page.locator(".kikin-secret code").innerText();
  expect((await page.locator(".kikin-qr").boundingBox()).width >= 200, "the QR code can be read by a telephone");
  await page.locator("#code").fill(code(secret, 0));
  await press(page, "確認コードを設定する");
  expect((await page.locator("main").innerText()).includes("設定済み"), "it is set up");
  await press(page, "サインアウトする");
  same(at(page), "/signin", "signed out");
  same((await context.cookies()).length, 0, "no cookie is left");
  await signIn(page, server, account);
  same(at(page), "/signin", "without its code nobody comes in");
  await signIn(page, server, account, PASSWORD, code(secret, 1));
  same(at(page), "/", "with its code one does");
  await page.goto(`${server.origin}/account/code`);
  await page.locator("#current").fill(PASSWORD);
  await press(page, "確認コードをやめる");
  expect((await page.locator("main").innerText()).includes("設定していません"), "it is given up");
  // Another password, and everybody out.
  await page.goto(`${server.origin}/account/password`);
  await page.locator("#current").fill(PASSWORD);
  await page.locator("#new").fill(NEXT_PASSWORD);
  await page.locator("#repeated").fill(NEXT_PASSWORD);
  await press(page, "パスワードを変更する");
  same(at(page), "/account", "changed");
  const other = await watched(await browser.newContext(), server.origin);
  await signIn(other, server, account, NEXT_PASSWORD);
  same(at(other), "/", "signed in elsewhere");
  await page.goto(`${server.origin}/account/signout-everywhere`);
  await press(page, "すべてサインアウトする");
  await other.goto(server.origin);
  same(at(other), "/signin", "signed out elsewhere too");
  quiet(page);
  quiet(other);
  await closed(other.context());
  await closed(context);
}

export async function withoutScript({ browser, server }) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await watched(context, server.origin);
  const invitation = server.invitations.reviewer;
  await page.goto(server.origin + invitation.path);
  await press(page, "パスワードを設定する");
  expect(await page.locator("#error-summary").isVisible(), "what is missing is told");
  await accept(page, server, invitation);
  await signIn(page, server, invitation.account);
  same([at(page), await heading(page)], ["/", "ホーム"], "signed in");
  for (const [link, title] of [["検査の規則", "検査の規則"], ["使い方", "使い方"], ["アカウント", "アカウント"]]) {
    await page.getByRole("link", { name: link, exact: true }).first().click();
    same(await heading(page), title, link);
  }
  await press(page, "サインアウトする");
  same(at(page), "/signin", "signed out");
  quiet(page);
  await closed(context);
}

/** Tab until the focus is on what is wanted. */
async function tabTo(page, selector) {
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`Tab does not come to ${selector} on ${page.url()}`);
}

export async function byKeyboard({ browser, server }) {
  const context = await browser.newContext();
  const page = await watched(context, server.origin);
  const { account, path } = server.invitations.typist;
  const type = async (selector, text) => {
    await tabTo(page, selector);
    await page.keyboard.type(text);
  };
  const enter = async (wanted) => {
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === wanted);
  };
  await page.goto(server.origin + path);
  await type("#new", PASSWORD);
  await type("#repeated", PASSWORD);
  await enter("/signin");
  await type("#account", account);
  await type("#password", PASSWORD);
  await enter("/");
  // The first stop leads past the header.
  await page.keyboard.press("Tab");
  expect(await page.locator(".kikin-skip").evaluate((link) => link.getBoundingClientRect().top >= 0), "the way past the header is seen");
  await page.keyboard.press("Enter");
  same(await page.evaluate(() => document.activeElement.id), "main", "past the header");
  await tabTo(page, 'main a[href="/account"]');
  await enter("/account");
  await tabTo(page, ".kikin-header__button");
  await page.keyboard.press("Space");
  await page.waitForURL((url) => url.pathname === "/signin");
  quiet(page);
  await closed(context);
}
