// axe finds nothing: in light and dark, in every language, in both views, for the table, on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder, launch, oneFile, open } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function findings(tab, rules) {
  const axe = new AxeBuilder({ page: tab });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`,
  );
}

const languages = { en: "English", de: "Deutsch", zh: "中文" };

for (const colorScheme of ["light", "dark"])
  for (const [locale, name] of Object.entries(languages))
    test(`${name}, ${colorScheme}`, async () => {
      const { tab } = await open(browser, oneFile, { colorScheme, locale });
      // In the dark only colours differ.
      const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
      if (locale === "en") assert.deepEqual(await findings(tab, rules), [], "empty");
      for (const [variable, value] of [["NF1", "mutated"], ["prior_hma", "yes"], ["TP53", "mutated"], ["SF3B1", "mutated"], ["FLT3", "wild_type"], ["FLT3_ITD", "mutated"]])
        await tab.locator(`input[name="${variable}"][value="${value}"]`).check({ force: true });
      await tab.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
      assert.deepEqual(await findings(tab, rules), [], "clinician");
      await tab.locator(".choice").first().locator("button").nth(1).click();
      assert.deepEqual(await findings(tab, rules), [], "patient");
      await tab.getByRole("tab").nth(1).click();
      assert.deepEqual(await findings(tab, rules), [], "table");
    });

test("on a phone nothing is wider than the screen", async () => {
  for (const locale of Object.keys(languages)) {
    const { tab } = await open(browser, oneFile, { viewport: { width: 390, height: 844 }, locale });
    for (const [variable, value] of [["NF1", "mutated"], ["prior_hma", "yes"]])
      await tab.locator(`input[name="${variable}"][value="${value}"]`).check({ force: true });
    assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 390, locale);
  }
});
