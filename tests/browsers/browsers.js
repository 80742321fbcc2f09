import { start as chromium } from "./drive/chromium.js";
import { start as firefox } from "./drive/firefox.js";
import { start as webkit } from "./drive/webkit.js";

/**
 * A browser that was started.
 *
 * @typedef {{ version: string, open: (url: string) => Promise<void>, close: () => Promise<void> }} Browser
 */

/** @type {{ name: string, tool: "chromium" | "firefox" | "webkit", start: (program: string) => Promise<Browser> }[]} */
export const browsers = [
  { name: "Chromium", tool: "chromium", start: chromium },
  { name: "Firefox", tool: "firefox", start: firefox },
  { name: "WebKit", tool: "webkit", start: webkit },
];
