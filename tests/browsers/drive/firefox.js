/** @param {string} program @returns {Promise<import("../browsers.js").Browser>} */
export async function start(program) {
  // Its types are not known where this folder is not installed, as while the types are checked.
  const { launch } = await import(/** @type {string} */ ("puppeteer-core"));
  const browser = await launch({ browser: "firefox", executablePath: program, headless: true });
  const page = await browser.newPage();
  const version = (await browser.version()).replace(/^firefox\//i, "");
  return {
    version,
    open: async (url) => void (await page.goto(url, { waitUntil: "domcontentloaded" })),
    close: () => browser.close(),
  };
}
