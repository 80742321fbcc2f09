import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const FOLDER = join(import.meta.dirname, "../jobs");
const files = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8"));

test("what is to be copied is less than 120 lines", () => {
  const lines = files.reduce((sum, text) => sum + text.trimEnd().split("\n").length, 0);
  assert.ok(lines < 120, `${lines} lines`);
});

test("what is to be copied needs no other file of the recipe", () => {
  const imports = files.flatMap((text) => [...text.matchAll(/\b(?:from |import\()"(\.[^"]*)"/g)]);
  assert.ok(imports.length > 0);
  for (const [, path] of imports) assert.match(path, /^\.\/[a-z]+\.js$/);
});
