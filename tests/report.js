import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect, styleText } from "node:util";
import Table from "cli-table3";

/**
 * What came of one way into one environment.
 *
 * @typedef {object} Row
 * @property {string} name of the environment
 * @property {string} way into it
 * @property {string} version
 * @property {"lock" | "machine"} from where the version comes
 * @property {boolean} isGood
 * @property {boolean} isMissing
 * @property {string} result
 */

/** Where nobody looks on, what could not be tried must not pass for good. */
const isStrict = Boolean(process.env.CI);

/** What was found, for whoever makes one table of it all. */
export const FINDINGS = join(import.meta.dirname, "../target/matrix");

/**
 * The row for what `find` finds, which may be nothing or an error.
 *
 * @param {Pick<Row, "name" | "way" | "version" | "from">} head
 * @param {() => Promise<{ cases: import("./runtimes/cases.js").Case[], version?: string}>} find
 * @returns {Promise<Row>}
 */
export async function row(head, find) {
  const label = `${head.name}, ${head.way}`;
  try {
    const { cases, version } = await find();
    if (cases.length === 0) throw new Error("It tried no case");
    const failed = cases.filter(({ ok }) => !ok);
    for (const { name, error } of failed) console.log(`${label}: ${name}: ${error}`);
    const result = `${cases.length - failed.length} of ${cases.length} cases`;
    return {
      ...head,
      version: version ?? head.version,
      isGood: failed.length === 0,
      isMissing: false,
      result,
    };
  } catch (/** @type {any} */ error) {
    console.log(`${label}: ${inspect(error)}`);
    return { ...head, isGood: false, isMissing: false, result: "does not run" };
  }
}

/**
 * @param {Pick<Row, "name" | "way" | "version" | "from">} head
 * @returns {Row}
 */
export const missing = (head) => ({ ...head, isGood: false, isMissing: true, result: "not tried here" });

/**
 * Shows and keeps what a part of the tests found, and says by the exit status whether it is good.
 *
 * @param {string} part
 * @param {Row[]} rows
 */
export function report(part, rows) {
  const table = new Table({
    head: ["environment", "way", "result", "version"],
    style: { head: [], border: [] },
  });
  for (const { name, way, result, version, isGood, isMissing } of rows) {
    const color = isGood ? "green" : isMissing ? "yellow" : "red";
    table.push([name, way, styleText(color, result), version]);
  }
  console.log(table.toString());
  mkdirSync(FINDINGS, { recursive: true });
  writeFileSync(join(FINDINGS, `${part}.json`), JSON.stringify(rows, null, 2));
  if (rows.some(({ isGood, isMissing }) => !isGood && (isStrict || !isMissing))) process.exitCode = 1;
}
