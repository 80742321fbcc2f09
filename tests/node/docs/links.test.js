import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" }).trim().split("\n");

/** Relative targets of `[text](target)`, those in code left out. @param {string} text */
function linksOf(text) {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub names headings. @param {string} text */
function anchorsOf(text) {
  const headings = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("links between pages and files of the repository lead somewhere", () => {
  for (const page of pages) {
    it(page, () => {
      const text = readFileSync(join(root, page), "utf8");
      for (const link of linksOf(text)) {
        const [path, anchor] = link.split("#");
        const target = path === "" ? join(root, page) : join(root, dirname(page), path);
        assert.ok(existsSync(target), `${link} is not there`);
        if (anchor && target.endsWith(".md"))
          assert.ok(anchorsOf(readFileSync(target, "utf8")).includes(anchor), `${link} has no such heading`);
      }
    });
  }
});
