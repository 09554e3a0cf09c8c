// The page and the command give the same answer: the same cards, the same code, compiled twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, launch, oneFile, open, program, randomly, serve, temporary } from "./browser.mjs";

let browser, page, form, cards;

/// Numbers on and beside every bound that a card has; of each variable, those that it can have.
const usual = [1, 2, 5, 6, 6.5, 7, 9.9, 10, 12, 18, 19, 35, 36, 45, 46, 60, 61, 75, 76];
const numbers = {};

before(async () => {
  browser = await launch();
  page = await open(browser, oneFile);
  const [models, asked] = await ask(page.tab, [{ ask: "models" }, { ask: "form" }]);
  cards = models.models.filter((card) => card.status !== "not computable");
  form = asked.topics.flatMap((topic) => topic.questions);
  for (const question of form.filter((one) => one.kind === "number")) {
    const answers = await ask(
      page.tab,
      usual.map((value) => ({ ask: "answer", models: [], values: { [question.variable]: value } })),
    );
    numbers[question.variable] = usual.filter((_, at) => !answers[at].problems.length).map(String);
    assert.ok(numbers[question.variable].length, question.variable);
  }
});
after(() => browser?.close());

/// What a variable can be, as a cell of a table; "" is not tested.
function cells(question) {
  return ["", ...(question.kind === "number" ? numbers[question.variable] : question.levels.map((level) => level.id))];
}

function questionsOf(card) {
  return form.filter((question) => question.models.includes(card));
}

function everyCombination(lists) {
  return lists.reduce((all, list) => all.flatMap((one) => list.map((value) => [...one, value])), [[]]);
}

/// Rows in which every pair of values of two variables stands together at least once, as many as a greedy
/// choice among random rows needs.
function pairwise(lists, random) {
  const open = new Set();
  const key = (i, a, j, b) => `${i}:${a}|${j}:${b}`;
  lists.forEach((one, i) =>
    lists.slice(i + 1).forEach((other, k) => one.forEach((a) => other.forEach((b) => open.add(key(i, a, i + 1 + k, b))))),
  );
  const covered = (row) => {
    const pairs = [];
    for (let i = 0; i < row.length; ++i)
      for (let j = i + 1; j < row.length; ++j) if (open.has(key(i, row[i], j, row[j]))) pairs.push(key(i, row[i], j, row[j]));
    return pairs;
  };
  const rows = [];
  while (open.size) {
    let best = [];
    let bestRow = null;
    const [i, a, j, b] = [...open][0].match(/^(\d+):(.*)\|(\d+):(.*)$/).slice(1);
    for (let tries = 0; tries < 12; ++tries) {
      const row = lists.map((list) => random.pick(list));
      row[i] = a;
      row[j] = b;
      const pairs = covered(row);
      if (!bestRow || pairs.length > best.length) [best, bestRow] = [pairs, row];
    }
    rows.push(bestRow);
    best.forEach((pair) => open.delete(pair));
  }
  return rows;
}

/// Asks both about the same patients and compares all that both say.
async function compare(model, variables, rows) {
  const table = [
    ["patient", ...variables].join(","),
    ...rows.map((row, at) => [`p${at}`, ...row].join(",")),
  ].join("\n");
  const command = JSON.parse(program("score", temporary("patients.csv", `${table}\n`), "--model", model, "--format", "json"));
  assert.equal(command.length, rows.length);
  const answers = await ask(
    page.tab,
    rows.map((row) => ({
      ask: "answer",
      models: [model],
      values: Object.fromEntries(variables.map((name, at) => [name, row[at]]).filter(([, cell]) => cell !== "")),
    })),
  );
  const seen = new Set();
  answers.forEach((answer, at) => {
    const mine = answer.models[0];
    const its = command[at];
    const patient = `${model}: ${variables.map((name, i) => `${name}=${rows[at][i]}`).join(" ")}`;
    for (const name of ["model", "version", "endpoint", "score", "group", "status", "missing", "score_low", "score_high", "groups_possible", "warnings"])
      assert.deepEqual(mine[name], its[name], `${name} of ${patient}`);
    assert.deepEqual(
      mine.contributions.map(({ variable, value, points }) => ({ variable, value, points })),
      its.contributions.map(({ variable, value, points }) => ({ variable, value, points })),
      `contributions of ${patient}`,
    );
    assert.deepEqual(
      mine.published.map(({ group, n, median, median_low, median_high }) => ({ group, n, median, median_low, median_high })),
      its.published.map(({ group, n, median, median_low, median_high }) => ({ group, n, median, median_low, median_high })),
      `published outcome of ${patient}`,
    );
    seen.add(mine.status === "ok" ? mine.group : mine.status);
  });
  return seen;
}

const lattice = {
  "ven-prs-os": ["extramedullary_disease", "prior_hma", "NF1", "PTPN11", "FLT3", "TP53", "SF3B1"],
  "ven-prs-efs": ["extramedullary_disease", "prior_hma", "NF1", "PTPN11", "FLT3", "SF3B1"],
};

for (const [model, variables] of Object.entries(lattice))
  test(`${model}: every profile, known and not tested`, async () => {
    const lists = variables.map((name) => cells(form.find((question) => question.variable === name)));
    const rows = everyCombination(lists);
    assert.equal(rows.length, 3 ** variables.length);
    assert.equal(rows.filter((row) => row.every((cell) => cell !== "")).length, 2 ** variables.length);
    const seen = await compare(model, variables, rows);
    for (const group of ["favorable", "intermediate", "adverse", "incomplete"]) assert.ok(seen.has(group), group);
  });

test("every other model: all pairs of values, and 200 random patients with gaps", async (t) => {
  for (const card of cards) {
    const questions = questionsOf(card.id);
    assert.ok(questions.length, `${card.id} asks for nothing`);
    await t.test(card.id, async () => {
      const random = randomly(20_261 + card.id.length);
      const lists = questions.map(cells);
      const rows = pairwise(lists, random);
      for (let at = 0; at < 200; ++at) {
        const gaps = random.next();
        rows.push(lists.map((list) => (random.next() < gaps * 0.5 ? "" : random.pick(list.slice(1)))));
      }
      const seen = await compare(card.id, questions.map((question) => question.variable), rows);
      assert.ok(seen.size > 1, `${card.id} said only ${[...seen]}`);
    });
  }
});

test("behind a server with a strict policy the core says the same", async () => {
  const server = await serve();
  const served = await open(browser, server.address);
  const question = { ask: "answer", values: { NF1: "mutated", prior_hma: "yes", age: 70 }, language: "de" };
  assert.deepEqual(await ask(served.tab, [question, { ask: "form" }]), await ask(page.tab, [question, { ask: "form" }]));
  assert.deepEqual(served.complaints, []);
  server.close();
});

test("what is clicked is what is computed, and what is shown is what was computed", async () => {
  const random = randomly(7);
  const variables = lattice["ven-prs-os"];
  for (let round = 0; round < 12; ++round) {
    const row = variables.map((name) => random.pick(cells(form.find((question) => question.variable === name))));
    for (const [at, name] of variables.entries()) await page.tab.locator(`input[name="${name}"][value="${row[at]}"]`).check({ force: true });
    const set = variables.flatMap((name, at) => (row[at] === "" ? [] : ["--set", `${name}=${row[at]}`]));
    if (!set.length) continue;
    const [its] = JSON.parse(program("score", "--model", "ven-prs-os", ...set, "--format", "json"));
    const shown = await page.tab.locator('venscope-model[id="ven-prs-os"] .verdict').innerText();
    if (its.groups_possible.length === 3) assert.match(shown, /any group/);
    else for (const group of ["favorable", "intermediate", "adverse"])
      assert.equal(shown.includes(group), its.groups_possible.includes(group), `${set.join(" ")}: ${shown}`);
    if (its.score !== null) {
      const sum = await page.tab.locator('venscope-model[id="ven-prs-os"] .waterfall tfoot td.numbers').innerText();
      assert.equal(Number(sum.replace("−", "-")), its.score);
    }
  }
});
