// The real binary on a free port, with a fresh database and two posts.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";

import { expect, ran } from "./check.mjs";

/** The posts that the pages are looked at by: role, organisation, name, 分. */
const POSTS = {
  clerk: ["市町村担当", "153079", "保健福祉課 担当"],
  reviewer: ["市町村確認者", "153079", "保健福祉課 課長"],
  lead: ["県総括", "150002", "福祉保健総務課 総括"],
  typist: ["市町村担当", "152021", "福祉総務課 担当"],
  open: ["県担当", "150002", "医療課 担当"],
  official: ["県担当", "150002", "高齢福祉保健課 担当"],
  townClerk: ["市町村担当", "152021", "長寿はつらつ課 担当"],
  townReviewer: ["市町村確認者", "152021", "長寿はつらつ課 課長"],
};

export class Server {
  /** On a database of its own in the folder, or on the one that is given. */
  static async start(kikin, work, posts = POSTS, database = `sqlite://${join(work, "kikin.db")}`) {
    const server = new Server();
    server.kikin = kikin;
    server.database = database;
    server.run("migrate");
    const added = Object.entries(posts).map(([name, post]) => [name, server.add(...post)]);
    server.invitations = Object.fromEntries(added);
    server.routes = ran(kikin, ["serve", "--routes"])
      .trim()
      .split("\n")
      .map((line) => line.split("\t"))
      .map(([method, path, access]) => ({ method, path, access }));
    server.log = [];
    await server.launch("127.0.0.1:0");
    return server;
  }

  /** Starts the program on its database, and waits until it answers. */
  async launch(listen) {
    const args = ["serve", "--database", this.database, "--listen", listen, "--components"];
    this.process = spawn(this.kikin, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, KIKIN_LOG_JSON: "true" } });
    createInterface({ input: this.process.stderr }).on("line", (line) => this.log.push(line));
    this.ended = new Promise((resolve) => this.process.on("exit", (code) => resolve(code)));
    this.origin = await new Promise((resolve, reject) => {
      createInterface({ input: this.process.stdout }).on("line", (line) => {
        const found = line.match(/http:\/\/[0-9.:]+/);
        if (found) resolve(found[0]);
      });
      this.ended.then(() => reject(new Error(`the server did not start:\n${this.log.join("\n")}`)));
    });
  }

  /** Ends the program at once, as a power cut does, and starts it anew at the same address. */
  async crash() {
    this.process.kill("SIGKILL");
    await this.ended;
    await this.launch(new URL(this.origin).host);
  }

  run(...args) {
    return ran(this.kikin, [...args, "--database", this.database]);
  }

  /** Sets 令和8年度 up as published, with the files of two towns. */
  prepare() {
    const demo = join(import.meta.dirname, "../../crates/cli/demo");
    const files = ["152021_長岡市.xlsx", "152048_三条市.xlsx"].map((name) => join(demo, name));
    this.run("import", ...files, "--fiscal-year", "R8", "--prefecture", "15");
  }

  /** Makes a post; its account and the path of its invitation. */
  add(role, organisation, name, half = "両方") {
    const post = ["--role", role, "--organisation", organisation, "--name", name, "--bu", half];
    const told = this.run("user", "add", ...post, "--holder", "佐藤 花子");
    const path = told.match(/\/invitation\/[0-9a-f]+/)[0];
    const account = told.match(/職を追加しました：(\S+?)　/)[1];
    return { path, account };
  }

  async stop() {
    this.process.kill("SIGTERM");
    const late = setTimeout(() => this.process.kill("SIGKILL"), 60_000);
    const code = await this.ended;
    clearTimeout(late);
    expect(code === 0, `exit code ${code}\n${this.log.join("\n")}`);
    // The program itself says in words that it is interrupted; all else is one object a line.
    for (const line of this.log.filter((told) => told.startsWith("{"))) {
      const event = JSON.parse(line);
      expect(event.level !== "ERROR", `an error in the log: ${line}`);
    }
    const all = this.log.join("\n");
    for (const secret of ["佐藤", "保健福祉課", "127.0.0.1", ...Object.values(this.invitations).flatMap((i) => [i.path, i.account])]) {
      expect(!all.includes(secret), `the log tells ${secret}`);
    }
  }
}
