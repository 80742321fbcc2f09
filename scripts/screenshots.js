/** `npm run screenshots`: the pictures of the page in the README, taken of the page itself. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, setup } from "./setup.js";

await setup();
const { chromium } = await import("playwright-core");
const { CHROMIUM_ARGS, find } = await import("./tools.js");
const { createService } = await import("../www/service/service.js");

const folder = join(root, "docs/screenshots");

/** @type {{ name: string, situation: string, options: import("playwright-core").BrowserContextOptions }[]} */
const pictures = [
  {
    name: "light",
    situation: "One poison user",
    options: { colorScheme: "light", viewport: { width: 1280, height: 940 } },
  },
  {
    name: "dark",
    situation: "429 storm",
    options: { colorScheme: "dark", viewport: { width: 1280, height: 940 } },
  },
  {
    name: "phone",
    situation: "Now and then it fails",
    options: { colorScheme: "light", viewport: { width: 390, height: 860 }, isMobile: true, hasTouch: true },
  },
];

const executablePath = find("chromium");
if (executablePath === undefined) process.exit(1);
mkdirSync(folder, { recursive: true });
const service = await createService();
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
for (const { name, situation, options } of pictures) {
  const page = await browser.newPage(options);
  // With settings, if only the usual ones, it plays no run by itself.
  await page.goto(`${service.url}/?users=1000`);
  await page.getByRole("button", { name: situation }).click();
  await page.locator("#progress-text", { hasText: "done in" }).waitFor();
  if (options.isMobile) await page.locator("#results").evaluate((results) => results.scrollIntoView());
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
await service.close();
