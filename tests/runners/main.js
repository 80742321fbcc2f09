import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { inspect } from "node:util";
import { run } from "../../scripts/setup.js";
import { install } from "../install.js";
import { missing, report, row } from "../report.js";
import { projects } from "./projects.js";

/** @typedef {import("./projects.js").Project} Project */
/** @typedef {{ ok: boolean, name: string, error: string | undefined }} Case */

const HERE = import.meta.dirname;

/** Where each is told to write what it found. */
const RESULTS = join(HERE, "../../target/runners");

/** How each is called, all else being as it comes. @type {Record<string, (results: string) => string[]>} */
const PROGRAMS = {
  jest: (results) => ["node_modules/jest/bin/jest.js", "--json", `--outputFile=${results}`],
  vitest: (results) => [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=json",
    `--outputFile=${results}`,
  ],
};

const rows = [];
for (const project of projects) rows.push(...(await rowsOf(project)));
report("runners", rows);

/** One a file, which is one an environment. @param {Project} project */
async function rowsOf(project) {
  const { folder, name, runner, size } = project;
  const home = join(HERE, folder);
  const files = readdirSync(join(HERE, "cases", runner)).filter((file) => file.endsWith(".test.js"));
  const { packages } = JSON.parse(readFileSync(join(home, "package-lock.json"), "utf8"));
  const { version } = packages[`node_modules/${runner}`];
  /** @param {string} file */
  const head = (file) => ({
    name,
    way: basename(file, ".test.js"),
    version,
    from: /** @type {const} */ ("lock"),
  });
  if (!install(home, `${name}, ${size}`)) return files.map((file) => missing(head(file)));
  const cases = tried(project, home);
  return Promise.all(
    files.map((file) => row(head(file), async () => ({ cases: (await cases).get(file) ?? [] }))),
  );
}

/**
 * Runs the cases in a copy within the project: of what they import, the package is found in the folder above.
 *
 * @param {Project} project
 * @param {string} home
 * @returns {Promise<Map<string, Case[]>>} by file
 */
async function tried({ folder, runner, isTypeScript }, home) {
  const cases = join(home, "cases");
  rmSync(cases, { recursive: true, force: true });
  cpSync(join(HERE, "cases", runner), cases, { recursive: true });
  cpSync(join(HERE, "cases/cases.js"), join(cases, "cases.js"));
  if (isTypeScript) for (const file of readdirSync(cases)) toTypeScript(join(cases, file));
  mkdirSync(RESULTS, { recursive: true });
  const results = join(RESULTS, `${folder}.json`);
  rmSync(results, { force: true });
  try {
    run(process.execPath, PROGRAMS[runner](results), { cwd: home });
  } catch (error) {
    // Of a case that failed, too: what failed stands in the results, if it came to any.
    console.log(inspect(error));
  }
  const { testResults } = JSON.parse(readFileSync(results, "utf8"));
  const nameOf = (/** @type {any} */ file) => basename(file.name).replace(/ts$/, "js");
  return new Map(testResults.map((/** @type {any} */ file) => [nameOf(file), casesIn(file)]));
}

/** Imported without an ending, as TypeScript in a CommonJS project has it. Its types are checked elsewhere. @param {string} file */
function toTypeScript(file) {
  const text = readFileSync(file, "utf8").replaceAll(/(from "\.\/\w+)\.js"/g, '$1"');
  writeFileSync(file.replace(/js$/, "ts"), text.replace(/^import/m, "// @ts-nocheck\nimport"));
  rmSync(file);
}

/** @param {any} file @returns {Case[]} */
function casesIn({ assertionResults, message }) {
  if (assertionResults.length === 0) return [{ ok: false, name: "the file", error: message }];
  return assertionResults.map((/** @type {any} */ one) => ({
    ok: one.status === "passed",
    name: one.fullName,
    error: one.failureMessages?.join("\n"),
  }));
}
