import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { find } from "../../../scripts/tools.js";
import { createService } from "../../../www/service/service.js";
import { browsers } from "../../browsers/browsers.js";
import { install } from "../../install.js";
import { startFrames } from "./framed.js";

// Of C.UTF-8, which containers have, WebKitGTK makes a language "C", at which every number format throws.
process.env.LC_ALL = "POSIX";

describe("the page holds together, from wide to narrow", () => {
  /** @type {Awaited<ReturnType<typeof createService>>} */
  let service;
  /** @type {Awaited<ReturnType<typeof startFrames>>} */
  let frames;
  before(async () => {
    service = await createService();
    frames = await startFrames(service.url);
  });
  after(async () => {
    frames.close();
    await service.close();
  });

  const hasDrivers = install(
    fileURLToPath(new URL("../../browsers", import.meta.url)),
    "what drives browsers",
  );
  for (const { name, tool, start } of browsers) {
    it(`in ${name}`, async (t) => {
      const program = hasDrivers ? find(tool) : undefined;
      if (program === undefined) return t.skip("it is not here");
      const browser = await start(program);
      try {
        const seen = await frames.seenBy(browser);
        assert.deepEqual(
          seen.filter(({ wrong }) => wrong.length > 0),
          [],
        );
        assert.equal(seen.length, 15);
        assert.deepEqual([...new Set(seen.map(({ width }) => width))], [1440, 1024, 390]);
      } finally {
        await browser.close();
      }
    });
  }
});
