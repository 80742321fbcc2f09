import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { filterUsers } from "filter-users";
import ts from "typescript";
import { runInChild } from "../support/child.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = execFileSync("git", ["ls-files", "README.md", "docs/*.md"], { cwd: root, encoding: "utf8" })
  .trim()
  .split("\n");

/** What stands behind it: what came of it, and no process is left open. */
const told = `
  ;console.log(JSON.stringify({
    passed: typeof passed === "undefined" ? null : passed.length,
    failed: typeof failed === "undefined" ? null : failed.length,
    errors: typeof failed === "undefined" ? null : failed.map(({ error }) => error.message),
  }));
`;

/** The examples of a page, but for those that say that they cannot be run here. @param {string} page */
function examplesIn(page) {
  const blocks = readFileSync(join(root, page), "utf8").matchAll(/^```(js|ts)( no-run)?\n([\s\S]*?)^```$/gm);
  return [...blocks].filter(([, , left]) => !left).map(([, language, , code]) => ({ language, code }));
}

/** As a module of its own, in which all is given that the reader has. @param {string} code */
function whole(code) {
  const imports = [`import ${JSON.stringify(new URL("./given.js", import.meta.url).href)};`];
  const rest = code.replace(/^import .*$/gm, (line) => {
    imports.push(line);
    return "";
  });
  return [...imports, rest.replace(/^export /gm, ""), told].join("\n");
}

/** Its first line that says anything. @param {string} code */
const titleOf = (code) =>
  code
    .split("\n")
    .find((line) => line.trim() !== "" && !line.startsWith("import"))
    ?.trim();

for (const page of pages) {
  const examples = examplesIn(page);
  if (examples.length === 0) continue;
  describe(`the examples of ${page}`, () => {
    for (const [index, { language, code }] of examples.entries()) {
      it(`${index + 1}: ${titleOf(code)}`, async () => {
        const { outputText } = ts.transpileModule(code, {
          compilerOptions: {
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.ES2022,
            verbatimModuleSyntax: false,
          },
        });
        const { passed, failed, errors } = await runInChild(whole(language === "ts" ? outputText : code));
        if (page !== "docs/services.md") return;
        assert.deepEqual([failed, errors], [0, []]);
        assert.equal(passed, 5);
      });
    }
  });
}

describe("the conditions in docs/where.md", () => {
  const text = readFileSync(join(root, "docs/where.md"), "utf8");
  const conditions = [...text.matchAll(/\| `(\{ .* \})` +\|$/gm)].map(([, condition]) => condition);
  assert.equal(conditions.length, 18, "one for each operator");
  for (const condition of conditions) {
    it(condition, async () => {
      const where = new Function(`return (${condition})`)();
      const { stats } = await filterUsers([{ id: 1 }], { send: async () => [{ id: 1 }], where });
      assert.equal(stats.users.failed, 0);
    });
  }
});
