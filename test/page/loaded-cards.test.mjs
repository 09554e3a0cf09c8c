// A model card from a file: beside the shipped ones, marked, with its curve, scored as the command scores
// it, refused with everything that is wrong, and gone again. Nothing is sent or kept.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder, ask, launch, oneFile, open, program, root, serve, temporary } from "./browser.mjs";

const cardFile = path.join(root, "test/support/derived_card.json");
const card = JSON.parse(fs.readFileSync(cardFile, "utf8"));

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  server?.close();
  await browser?.close();
});

const picker = (tab) => tab.locator("venscope-loaded-cards input[type=file]");
const shown = (tab) => tab.locator('venscope-model[id="derived-card"] article');
const choose = (tab, name, value) => tab.locator(`input[name="${name}"][value="${value}"]`).evaluate((input) => input.click());
const number = (tab, name, value) => tab.locator(`venscope-question:has-text("${name}") input`).first().fill(value);

async function load(tab, file = cardFile) {
  await picker(tab).setInputFiles(file);
  await tab.waitForSelector("venscope-loaded-cards .loaded, venscope-loaded-cards .refused");
}

async function patient(tab) {
  for (const [name, value] of [["extramedullary_disease", "no"], ["prior_hma", "yes"], ["NF1", "wild_type"]])
    await choose(tab, name, value);
  await number(tab, "Age", "74");
}

/// A file dropped on the page.
async function drop(tab, target, name, text) {
  const transfer = await tab.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], file, { type: "application/json" }));
      return data;
    },
    [name, text],
  );
  for (const kind of ["dragover", "drop"]) await tab.locator(target).first().dispatchEvent(kind, { dataTransfer: transfer });
}

for (const from of ["a file", "a server"])
  test(`from ${from}: it is answered beside the others and marked, and nothing else changes`, async () => {
    const { tab, complaints, requests } = await open(browser, from === "a file" ? oneFile : server.address);
    await patient(tab);
    const others = await tab.locator("venscope-model").count();
    const asked = requests.length;
    await load(tab);
    assert.equal(await tab.locator("venscope-model").count(), others + 1);
    const text = await shown(tab).innerText();
    assert.match(text, /Loaded from the file derived_card\.json; derived from a cohort, not published; from synthetic patients/i);
    assert.match(text, /Score 0\.744/);
    assert.match(await tab.locator("venscope-answers .glance").innerText(), /from a file/);
    assert.equal(requests.length, asked, "something was requested");
    assert.deepEqual(complaints, []);
  });

test("its curve is a step function of the card's baseline inside its 95% interval", async () => {
  const { tab } = await open(browser, oneFile);
  await load(tab);
  assert.equal(await shown(tab).locator(".curve").count(), 0, "no curve while the score is open");
  await patient(tab);
  const score = 0.7 + 0.0087 * (74 - 69);
  const [answer] = await tab.evaluate(() => document.querySelector("venscope-app").session.answer.models.slice(-1));
  answer.curve.curves[0].survival.forEach((value, at) =>
    assert.ok(Math.abs(value - card.baseline.survival[at] ** Math.exp(score)) < 1e-12),
  );
  assert.match(await shown(tab).locator("figcaption").innerText(), /95% confidence interval/);
  const points = async (part) => {
    const path = await shown(tab).locator(`.curve .${part}`).getAttribute("d");
    return path.match(/[\d.]+,[\d.]+/g).map((pair) => pair.split(",").map(Number));
  };
  const line = await points("line");
  // Two points per time, the start and the horizon; from each to the next either level or upright.
  assert.equal(line.length, 2 * card.baseline.time.length + 2);
  for (let at = 1; at < line.length; ++at)
    assert.ok(line[at][0] === line[at - 1][0] || line[at][1] === line[at - 1][1], `point ${at}`);
  const area = await points("area");
  assert.equal(area.length, 2 * line.length);
  line.forEach(([x, y], at) => {
    assert.equal(area[at][0], x);
    assert.ok(area[at][1] <= y && area.at(-1 - at)[1] >= y, `band at ${x}`);
  });
});

test("the page and the command give the same answer", async () => {
  const { tab } = await open(browser, oneFile);
  await load(tab);
  const rows = [];
  for (const disease of ["yes", "no", ""])
    for (const hma of ["yes", "no", ""])
      for (const gene of ["mutated", "wild_type", ""]) for (const age of ["40", "69", "88", ""]) rows.push([disease, hma, gene, age]);
  const names = ["extramedullary_disease", "prior_hma", "NF1", "age"];
  const table = temporary("patients.csv", [["patient", ...names], ...rows.map((row, at) => [`p${at}`, ...row])].map((row) => row.join(",")).join("\n") + "\n");
  const command = JSON.parse(program("score", table, "--model", cardFile, "--format", "json"));
  const cards = [{ file: "derived_card.json", text: fs.readFileSync(cardFile, "utf8") }];
  const answers = await ask(
    tab,
    rows.map((row) => ({
      ask: "answer",
      cards,
      models: ["derived-card"],
      values: Object.fromEntries(names.map((name, at) => [name, row[at]]).filter(([, cell]) => cell !== "")),
    })),
  );
  answers.forEach(({ models: [mine] }, at) => {
    for (const name of ["score", "group", "status", "missing", "score_low", "score_high", "groups_possible", "warnings"])
      assert.deepEqual(mine[name], command[at][name], `${name} of ${rows[at]}`);
  });

  await tab.getByRole("tab").nth(1).click();
  await tab.locator("venscope-batch input[type=file]").setInputFiles(table);
  await tab.waitForSelector("venscope-batch a[download]");
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("venscope-batch a[download]").click()]);
  const shipped = await tab.evaluate(() =>
    document.querySelector("venscope-app").session.computable.map((one) => one.id).filter((id) => id !== "derived-card"),
  );
  const models = [...shipped, cardFile].flatMap((model) => ["--model", model]);
  assert.equal(fs.readFileSync(await download.path(), "utf8"), program("score", table, ...models));
});

test("it can be removed again, and with it its questions; what was entered stays", async () => {
  const { tab } = await open(browser, oneFile);
  const own = { ...card, id: "own-gene", rule: structuredClone(card.rule) };
  own.rule.terms[2].variable = "BCORL1";
  await load(tab, temporary("own.json", JSON.stringify(own)));
  await choose(tab, "BCORL1", "mutated");
  await choose(tab, "NF1", "mutated");
  await tab.getByRole("button", { name: "Remove Score derived from a synthetic registry" }).click();
  assert.equal(await tab.locator('venscope-model[id="own-gene"]').count(), 0);
  assert.equal(await tab.locator('input[name="BCORL1"]').count(), 0);
  assert.equal((await tab.evaluate(() => document.querySelector("venscope-app").session.values)).NF1, "mutated");
  await load(tab);
  assert.equal(await shown(tab).count(), 1);
  await tab.reload();
  await tab.waitForSelector("venscope-app");
  assert.equal(await shown(tab).count(), 0, "a loaded page knows nothing of it");
});

test("a dropped card is loaded; a card dropped on the field for tables is a table that cannot be scored", async () => {
  const { tab } = await open(browser, oneFile);
  const text = fs.readFileSync(cardFile, "utf8");
  await drop(tab, "venscope-answers", "dropped.json", text);
  await tab.waitForSelector("venscope-loaded-cards .loaded");
  assert.match(await shown(tab).innerText(), /dropped\.json/);
  await tab.getByRole("tab").nth(1).click();
  await drop(tab, "venscope-batch .drop", "card.json", text);
  await tab.waitForSelector("venscope-batch .box.bad");
  assert.equal(await tab.locator("venscope-loaded-cards .loaded li").count(), 1);
});

test("what is no card is refused with everything that is wrong, and nothing is lost", async () => {
  const { tab } = await open(browser, oneFile);
  await choose(tab, "NF1", "mutated");
  const refused = tab.locator("venscope-loaded-cards .refused");
  const wrong = structuredClone(card);
  wrong.rule.terms[0].points = "-0.96";
  wrong.rule.terms[1].variable = "PRIOR";
  wrong.rule.cut_points[2].above = "0.1";
  await load(tab, temporary("wrong.json", JSON.stringify(wrong, null, 1)));
  const said = await refused.innerText();
  assert.match(said, /wrong\.json is no model card/);
  for (const part of [/wrong\.json:\d+: \/rule\/terms\/0/, /PRIOR/]) assert.match(said, part);
  assert.ok((await refused.locator("li").count()) >= 2, said);
  await refused.getByRole("button").click();
  assert.equal(await refused.count(), 0);

  for (const [name, text, expected] of [
    ["table.csv", "patient,NF1\na,mut\n", /table\.csv/],
    ["empty.json", "", /empty\.json/],
    ["same.json", JSON.stringify({ ...card, id: "ven-prs-os" }), /ven-prs-os.*comes with Venscope/],
    ["noise.json", Buffer.from([0xff, 0xfe, 0, 1, 2]), /noise\.json/],
    ["large.json", Buffer.alloc(50 << 20, " "), /larger than 10,000,000 bytes/],
  ]) {
    await picker(tab).setInputFiles(temporary(name, text));
    await tab.waitForFunction(
      (file) => document.querySelector("venscope-app").session.refused[0]?.file === file,
      name,
    );
    assert.match(await refused.innerText(), expected);
  }
  // Twice the same: the second is refused, the first stays.
  await load(tab);
  await picker(tab).setInputFiles(cardFile);
  await tab.waitForSelector("venscope-loaded-cards .refused");
  assert.match(await refused.innerText(), /derived-card.*loaded from derived_card\.json/);
  assert.equal(await shown(tab).count(), 1);
  assert.deepEqual(await tab.evaluate(() => document.querySelector("venscope-app").session.values), { NF1: "mutated" });
});

/// The file dialog that a key opens. The browser is asked to hand its dialogs over, but nobody says when
/// it does: on a busy machine the first key can come before, and is pressed again.
async function dialogBy(tab, key) {
  const dialogs = [];
  tab.on("filechooser", (dialog) => dialogs.push(dialog));
  for (let attempt = 0; attempt < 10; attempt++) {
    await tab.keyboard.press(key);
    for (let wait = 0; wait < 40 && !dialogs.length; wait++) await tab.waitForTimeout(50);
    if (dialogs.length) return dialogs[0];
  }
  assert.fail(`no file dialog by ${key}`);
}

test("by keyboard alone: the picker opens by a key, and after a removal the focus is at it again", async () => {
  const { tab } = await open(browser, oneFile);
  const focused = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.type;
  };
  await tab.locator("venscope-choice summary").focus();
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(focused), "file");
  await (await dialogBy(tab, "Space")).setFiles(cardFile);
  await tab.waitForSelector("venscope-loaded-cards .loaded");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.locator("venscope-loaded-cards .loaded").count(), 0);
  await tab.waitForFunction(`(${focused})() === "file"`);
});

for (const colorScheme of ["light", "dark"])
  for (const locale of ["en", "de", "zh"])
    test(`axe finds nothing with a card and a refused file: ${locale}, ${colorScheme}`, async () => {
      const { tab } = await open(browser, oneFile, { colorScheme, locale, viewport: { width: 390, height: 844 } });
      await load(tab);
      await picker(tab).setInputFiles(temporary("empty.json", ""));
      await tab.waitForSelector("venscope-loaded-cards .refused");
      for (const [name, value] of [["extramedullary_disease", "no"], ["prior_hma", "yes"], ["NF1", "wild_type"]])
        await choose(tab, name, value);
      const { violations } = await new AxeBuilder({ page: tab }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].failureSummary}`), []);
      assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    });
