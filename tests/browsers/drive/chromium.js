import { chromium } from "playwright-core";
import { CHROMIUM_ARGS } from "../../../scripts/tools.js";

/** @param {string} program @returns {Promise<import("../browsers.js").Browser>} */
export async function start(program) {
  const browser = await chromium.launch({
    executablePath: program,
    args: CHROMIUM_ARGS,
    // Playwright does without: here it is as people have it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  const page = await browser.newPage();
  return {
    version: browser.version(),
    open: async (url) => void (await page.goto(url, { waitUntil: "commit" })),
    close: () => browser.close(),
  };
}
