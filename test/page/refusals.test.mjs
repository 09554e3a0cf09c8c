// What a user can do wrong: each gets a clear message, and nothing that was entered is lost.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { launch, oneFile, open, program, serve, temporary } from "./browser.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  server?.close();
  await browser?.close();
});

const values = (tab) => tab.evaluate(() => document.querySelector("venscope-app").session.values);
const choose = (tab, name, value) => tab.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });

async function paste(tab, text) {
  const box = tab.locator("venscope-paste");
  if (!(await box.locator("details").getAttribute("open"))) await box.locator("details").evaluate((details) => (details.open = true));
  await box.locator("textarea").evaluate((field, value) => (field.value = value), text);
  await box.locator("button").click();
  return box.locator("[role=status]");
}

async function score(tab, file) {
  await tab.getByRole("tab").nth(1).click();
  await tab.locator("venscope-batch input[type=file]").setInputFiles(file);
  await tab.waitForSelector("venscope-batch .box:not(:has(progress))", { timeout: 120_000 });
  return tab.locator("venscope-batch article").innerText();
}

test("a paste of nonsense changes nothing and says so", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "NF1", "mutated");
  const said = await paste(tab, "lorem ipsum, qwertz 17");
  assert.match(await said.innerText(), /lorem ipsum/);
  assert.deepEqual(await values(tab), { NF1: "mutated" });
  assert.equal(await tab.locator("venscope-paste textarea").inputValue(), "lorem ipsum, qwertz 17");
});

test("a paste of which a part is understood takes that part, names the rest, and can be undone", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "prior_hma", "yes");
  const said = await paste(tab, "TP53 R175H, FLT3-ITD, NF1 wt, XYZ99 mut");
  assert.match(await said.innerText(), /XYZ99/);
  assert.deepEqual(await values(tab), { prior_hma: "yes", TP53: "mutated", FLT3_ITD: "mutated", NF1: "wild_type" });
  await tab.locator(".done .link").click();
  assert.deepEqual(await values(tab), { prior_hma: "yes" });
});

test("a megabyte pasted is refused at once, and findings with odd characters are read", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "NF1", "mutated");
  const said = await paste(tab, "\u0000<script>alert(1)</script> ".repeat(40_000));
  assert.match(await said.innerText(), /20,000/);
  assert.deepEqual(await values(tab), { NF1: "mutated" });
  assert.match(await (await paste(tab, "<img src=x onerror=alert(1)>")).innerText(), /<img/);
  assert.deepEqual(await values(tab), { NF1: "mutated" });
});

test("a number that is none, and one out of range, are said beside the field", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "NF1", "mutated");
  const age = tab.locator("venscope-question", { hasText: "Age" }).first();
  for (const wrong of ["sixty", "611", "-4"]) {
    await age.locator("input").fill(wrong);
    assert.ok((await age.locator("[role=alert]").innerText()).length > 5, wrong);
    assert.equal(await age.locator("input").inputValue(), wrong);
  }
  await age.locator("input").fill("61");
  assert.equal(await age.locator("[role=alert]").count(), 0);
  assert.deepEqual(await values(tab), { NF1: "mutated", age: "61" });
});

test("values that contradict each other count as not known, and both say so", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "FLT3", "wild_type");
  await choose(tab, "FLT3_ITD", "mutated");
  assert.equal(await tab.locator("venscope-question [role=alert]").count(), 2);
});

test("all other genes wild type is an act of the user, and can be undone", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "FLT3_ITD", "mutated");
  const before = await values(tab);
  await tab.getByRole("button", { name: /All other genes wild type/ }).click();
  const after = await values(tab);
  assert.equal(after.FLT3_ITD, "mutated");
  assert.equal(after.TP53, "wild_type");
  assert.ok(!("FLT3" in after), "FLT3 follows from FLT3-ITD");
  await tab.locator(".done .link").click();
  assert.deepEqual(await values(tab), before);
});

for (const from of ["a file", "a server"]) {
  const address = () => (from === "a file" ? oneFile : server.address);

  test(`from ${from}: 100,000 patients are scored as the command scores them`, async () => {
    const { tab, complaints } = await open(browser, address());
    const cell = (patient, k) => ["", "mutated", "wild_type"][(patient * (k + 7)) % 3];
    const lines = ["patient,NF1,PTPN11,TP53,SF3B1,FLT3,prior_hma,extramedullary_disease"];
    for (let p = 0; p < 100_000; ++p)
      lines.push(`p${p},${cell(p, 0)},${cell(p, 3)},${cell(p, 4)},${cell(p, 6)},${cell(p, 9)},${p % 2 ? "yes" : "no"},${p % 7 ? "no" : "yes"}`);
    const file = temporary("registry.csv", lines.join("\n") + "\n");
    assert.match(await score(tab, file), /100,000 patients scored/);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("venscope-batch a[download]").click()]);
    assert.equal(download.suggestedFilename(), "registry-scored.csv");
    const mine = fs.readFileSync(await download.path(), "utf8");
    assert.ok(mine === program("score", file), "the saved table is not the command's");
    assert.deepEqual(complaints, []);
  });

  test(`from ${from}: a wrong value, an unknown column and an empty file are said`, async () => {
    const { tab } = await open(browser, address());
    await choose(tab, "NF1", "mutated");
    const wrong = await score(tab, temporary("wrong.csv", "patient,NF1,TP53\np1,mutated,perhaps\np2,wt,mut\n"));
    assert.match(wrong, /perhaps/);
    assert.match(wrong, /2/);
    await tab.locator("venscope-batch .box button").click();
    const strange = await score(tab, temporary("strange.csv", "patient,colour,shoe\np1,red,42\n"));
    assert.match(strange, /could not be scored/);
    await tab.locator("venscope-batch .box button").click();
    const gene = await score(tab, temporary("gene.csv", "patient,NF1,QQQ7\np1,mut,mut\n"));
    assert.match(gene, /QQQ7/);
    await tab.locator("venscope-batch .box button").click();
    assert.match(await score(tab, temporary("empty.csv", "")), /could not be scored/);
    assert.deepEqual(await values(tab), { NF1: "mutated" });
  });
}

test("50 MB that are no table are refused while the page stays alive", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "NF1", "mutated");
  const noise = Buffer.alloc(50 << 20);
  for (let at = 0; at < noise.length; ++at) noise[at] = (at * 2654435761) >>> 24;
  assert.match(await score(tab, temporary("noise.csv", noise)), /could not be scored/);
  assert.deepEqual(await values(tab), { NF1: "mutated" });
  await tab.getByRole("tab").nth(0).click();
  await choose(tab, "NF1", "wild_type");
});

test("without WebAssembly the page says that it could not start", async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.addInitScript(() => {
    WebAssembly.compile = () => Promise.reject(new Error("no WebAssembly here"));
  });
  await tab.goto(oneFile);
  const said = tab.locator("#could-not-start");
  await tab.waitForFunction(() => document.querySelector("#could-not-start p")?.textContent?.includes("no WebAssembly"));
  assert.ok(await said.isVisible());
});

test("without its script the page still says so", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(oneFile);
  await tab.waitForTimeout(2500);
  assert.ok(await tab.locator("#could-not-start").isVisible());
});
