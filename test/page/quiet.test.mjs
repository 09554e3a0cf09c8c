// Nothing is sent, nothing is stored, nothing is put into the address; and each entry is answered at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, oneFile, open, serve } from "./browser.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  server?.close();
  await browser?.close();
});

async function use(tab) {
  for (const [name, value] of [["NF1", "mutated"], ["prior_hma", "yes"], ["TP53", "wild_type"]])
    await tab.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });
  for (const language of ["Deutsch", "中文", "English"]) await tab.getByRole("button", { name: language }).click();
  await tab.getByRole("button", { name: "Patient", exact: true }).click();
  await tab.getByRole("tab").nth(1).click();
  await tab.locator("venscope-batch input[type=file]").setInputFiles({
    name: "two.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("patient,NF1\na,mut\nb,wt\n"),
  });
  await tab.waitForSelector("venscope-batch a[download]");
}

async function leftBehind(tab, context) {
  return tab.evaluate(async () => ({
    local: Object.keys(localStorage).length,
    session: Object.keys(sessionStorage).length,
    databases: (await indexedDB.databases?.())?.length ?? 0,
    cookie: location.protocol === "file:" ? "" : document.cookie,
    history: history.length,
    address: location.href,
  })).then(async (left) => ({ ...left, cookies: (await context.cookies()).length }));
}

test("from a file: no request but the file itself, nothing kept", async () => {
  const { tab, context, requests, complaints } = await open(browser, oneFile);
  const before = await leftBehind(tab, context);
  await use(tab);
  const after = await leftBehind(tab, context);
  assert.deepEqual(after, before);
  assert.equal(after.local + after.session + after.databases + after.cookies, 0);
  assert.deepEqual(requests.filter((address) => !address.startsWith("blob:")), [oneFile]);
  assert.deepEqual(complaints, []);
});

test("from a server under a strict policy: its own five files, nothing kept, no violation", async () => {
  const { tab, context, complaints } = await open(browser, server.address);
  const before = await leftBehind(tab, context);
  await use(tab);
  assert.deepEqual(await leftBehind(tab, context), before);
  assert.deepEqual([...new Set(server.asked)].filter((name) => name !== "favicon.ico").sort(), ["app.js", "index.html", "style.css", "venscope.wasm", "worker.js"]);
  assert.deepEqual(complaints.filter((text) => !text.includes("favicon")), []);
});

test("a started page forgets everything when it is loaded again", async () => {
  const { tab } = await open(browser, oneFile);
  await tab.locator('input[name="NF1"][value="mutated"]').check({ force: true });
  await tab.reload();
  await tab.waitForSelector("venscope-app");
  assert.deepEqual(await tab.evaluate(() => document.querySelector("venscope-app").session.values), {});
});

test("every entry is answered and drawn before the next; how long it takes is said", async (t) => {
  const { tab } = await open(browser, oneFile);
  const times = await tab.evaluate(async () => {
    const { session } = document.querySelector("venscope-app");
    const settled = async (root) => {
      for (const element of root.querySelectorAll("*"))
        if (element.updateComplete) {
          await element.updateComplete;
          await settled(element.renderRoot);
        }
    };
    const questions = session.questions().filter((question) => question.levels.length === 2);
    const result = [];
    for (let round = 0; round < 60; ++round) {
      const question = questions[(round * 7) % questions.length];
      const level = question.levels[round % 2].id;
      const from = performance.now();
      session.set(question.variable, level);
      await settled(document);
      result.push(performance.now() - from);
      if (session.answer.values[question.variable]?.value !== level) throw new Error(question.variable);
    }
    return result.sort((a, b) => a - b);
  });
  const median = times[times.length / 2];
  t.diagnostic(`median ${median.toFixed(1)} ms, slowest ${times.at(-1).toFixed(1)} ms`);
  assert.equal(times.length, 60);
});

test("by keyboard alone: find a gene, choose by arrow keys, undo all", async () => {
  const { tab } = await open(browser, oneFile);
  await tab.keyboard.press("/");
  await tab.keyboard.type("ptpn");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("ArrowRight");
  await tab.keyboard.press("ArrowRight");
  const values = () => tab.evaluate(() => document.querySelector("venscope-app").session.values);
  assert.deepEqual(await values(), { PTPN11: "mutated" });
  await tab.getByRole("button", { name: "Start over" }).click();
  assert.deepEqual(await values(), {});
  await tab.getByRole("button", { name: "Undo" }).click();
  assert.deepEqual(await values(), { PTPN11: "mutated" });
});

test("one page of paper holds the answer", async () => {
  const { tab } = await open(browser, oneFile);
  for (const [name, value] of [["NF1", "mutated"], ["prior_hma", "yes"], ["TP53", "mutated"], ["SF3B1", "mutated"]])
    await tab.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });
  for (const language of ["English", "Deutsch", "中文"]) {
    await tab.getByRole("button", { name: language }).click();
    const pdf = await tab.pdf({ preferCSSPageSize: true });
    assert.equal(pdf.toString("latin1").match(/\/Type \/Page\b/g).length, 1, language);
  }
});
