import axe from "axe-core";

/** What axe finds wrong, as it stands. @param {import("playwright-core").Page} page @returns {Promise<string[]>} */
export async function violations(page) {
  // Evaluated from outside: the page's policy lets in no script that is not its server's.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  return found.violations.flatMap((/** @type {any} */ { id, nodes }) =>
    nodes.map(
      (/** @type {any} */ { target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`,
    ),
  );
}
