// Power cuts and ended sessions: nothing that was kept is lost, and nothing half is kept.
import http from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { check, closed, expect, ran, same } from "../check.mjs";
import { PASSWORD } from "../flows.mjs";
import { enter, signIn, submission } from "./cast.mjs";
import { consolidated, equal, filesThatCount, workbook } from "./figures.mjs";
import { Mouse } from "./hand.mjs";
import * as plan from "./plan.mjs";
import { setUp } from "./setup.mjs";
import * as town from "./town.mjs";

/** How far an upload has come when the power fails. */
const MOMENTS = { "half of it is sent": 0.5, "all of it is sent": 1, "it is answered": 2 };

/** An upload that a power cut breaks off at a moment; what the server has answered by then. */
async function brokenOff({ server, folder }, hand, body, name, moment) {
  const cookies = await hand.page.context().cookies();
  const disposition = `Content-Disposition: form-data; name="file"; filename="${name}"`;
  const part = `--limit\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  workbook("titled", body.file, join(folder, name), name);
  const bytes = Buffer.concat([Buffer.from(part), readFileSync(join(folder, name)), Buffer.from("\r\n--limit--\r\n")]);
  const request = http.request(`${server.origin}/years/2026/bodies/${body.code}/upload?stage=plan`, {
    method: "POST",
    headers: {
      cookie: cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; "),
      "content-type": "multipart/form-data; boundary=limit",
      "content-length": bytes.length,
    },
  });
  // The connection ends with the server.
  request.on("error", () => {});
  const answered = new Promise((resolve) => request.on("response", (response) => resolve(response.statusCode)));
  const sent = moment < 1 ? bytes.subarray(0, bytes.length * moment) : bytes;
  await new Promise((resolve) => request.write(sent, resolve));
  if (moment >= 1) await new Promise((resolve) => request.end(resolve));
  if (moment > 1) same(await answered, 303, "the answer to the upload");
  await server.crash();
  request.destroy();
}

/** The draft that home leads to: its file, whole with findings and sums. */
async function draftAtHome(hand) {
  await hand.open("/");
  await hand.follow(/^(下書きの検査結果を見る|提出に進む)$/);
  await hand.arrives(/\/drafts\/\d+(\/hand-in)?$/);
  const names = (await hand.text()).match(/[^\s]+\.xlsx/g);
  await hand.shows("合計", "13件");
  return names[0];
}

async function uploads(world) {
  const { bodies, server } = world;
  const hand = await enter({ ...world, Hand: Mouse }, "clean");
  const body = bodies.clean;
  await town.upload(hand, body.file);
  let before = await draftAtHome(hand);
  for (const [told, moment] of Object.entries(MOMENTS)) {
    await check(`${world.name}: kill -9 during an upload when ${told}`, async () => {
      const name = `cut-${moment * 2}.xlsx`;
      await brokenOff(world, hand, body, name, moment);
      await hand.open("/account");
      same(hand.at, "/account", "the session is still there");
      const now = await draftAtHome(hand);
      const allowed = { 0.5: [before], 1: [before, name], 2: [name] }[moment];
      expect(allowed.includes(now), `the draft is of ${now}, neither the old one nor the whole new one`);
      before = now;
      server.run("verify");
    });
  }
  await check(`${world.name}: a draft that outlived the power is handed in`, async () => {
    await draftAtHome(hand);
    await town.handIn(hand);
    server.run("verify");
  });
  await closed(hand.page.context());
}

async function exports(world) {
  const { bodies, folder, kikin, server } = world;
  const hand = await enter({ ...world, Hand: Mouse }, "lead");
  await check(`${world.name}: kill -9 during an export: it goes on after the restart`, async () => {
    const filed = [bodies.returned, bodies.clean].flatMap((body) => ["medical", "care"].map((half) => submission(body, half)));
    const files = await filesThatCount(hand, filed, join(folder, "counting"));
    const wanted = consolidated(kikin, files, folder);
    // The moment its answer is there, the browser asks for the page of the job: the job has only begun.
    await hand.open("/years/2026/plan");
    const begun = hand.page.waitForRequest(/\/jobs\/\d+$/);
    const pressed = hand.press("県計画のブックを書き出す").catch(() => {});
    const job = new URL((await begun).url()).pathname;
    await server.crash();
    await pressed;
    await hand.open(job);
    equal(await plan.takeExport(hand, folder), wanted, "the export");
    await hand.open("/jobs");
    const [, ...jobs] = await hand.table("書き出しの一覧");
    same(jobs.map((job) => job.at(-1)), ["できました"], "one job, once");
    server.run("verify");
  });
  await closed(hand.page.context());
}

/** Every session was last used hours ago, as after a long lunch. */
function idle({ server }) {
  const late = "UPDATE sessions SET seen_at = seen_at - 40000";
  const act = `import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute("${late}"); db.commit()`;
  ran(process.env.KIKIN_PYTHON ?? "python3", ["-c", act, server.database.replace("sqlite://", "")]);
}

const name = (hand) => hand.page.getByLabel("事業名", { exact: false }).first();

/** To the form of the first project of a draft, with another name typed into it. */
async function typed(hand, text) {
  await hand.open("/");
  await hand.follow("下書きの検査結果を見る");
  await hand.follow("画面で直す");
  await hand.arrives(/\/projects$/);
  await hand.follow(/^No\.1 /);
  await hand.arrives(/\/projects\/1$/);
  await name(hand).fill(text);
}

async function typing(world) {
  const { bodies, server } = world;
  const [hand, elsewhere] = [await enter({ ...world, Hand: Mouse }, "late"), await enter({ ...world, Hand: Mouse }, "late")];
  await town.upload(hand, bodies.late.file);
  await check(`${world.name}: signed out elsewhere while somebody types: nothing is done, and that is told`, async () => {
    await typed(hand, "取り消される名前");
    await elsewhere.open("/account/signout-everywhere");
    await elsewhere.press("すべてサインアウトする");
    await hand.press("保存して検査する");
    await hand.page.getByText("この操作は行われていません。").waitFor();
    await signIn(hand, server.invitations.late.account);
  });
  await check(`${world.name}: a session that times out while somebody types loses nothing`, async () => {
    const text = "在宅医療の体制を夜間も整える事業";
    await typed(hand, text);
    idle(world);
    await hand.press("保存して検査する");
    await hand.arrives(/^\/signin\?next=/);
    await hand.fill("#account", server.invitations.late.account);
    await hand.fill("#password", PASSWORD);
    await hand.press("サインインする");
    await hand.arrives(/\/projects\/1$/);
    await hand.shows("サインインの前に入力した内容を戻しました。");
    same(await name(hand).inputValue(), text, "what was typed");
    await hand.press("保存して検査する");
    await hand.arrives(/\/drafts\/\d+\?done=saved$/);
    await hand.shows("変更を保存し", "提出できます。");
  });
  for (const one of [hand, elsewhere]) await closed(one.page.context());
}

/** A year, and a municipality that has handed in. */
async function prepared(world) {
  const [lead, clerk] = [await enter({ ...world, Hand: Mouse }, "lead"), await enter({ ...world, Hand: Mouse }, "returned")];
  await setUp(lead);
  await town.fileCleanly(clerk, world.bodies.returned);
  for (const hand of [lead, clerk]) await closed(hand.page.context());
}

export async function losses(world) {
  await check(`${world.name}: a year to work in`, () => prepared(world));
  await uploads(world);
  await exports(world);
  await typing(world);
  await check(`${world.name}: the record is whole after all that`, () => world.server.run("verify"));
}
