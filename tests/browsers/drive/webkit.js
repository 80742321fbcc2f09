import { spawn } from "node:child_process";
import { once } from "node:events";
import { eventuallyListens, freePort } from "../../port.js";

/**
 * WebKitGTK by the protocol of WebDriver, for which a few calls of HTTP are enough.
 *
 * @param {string} program
 * @returns {Promise<import("../browsers.js").Browser>}
 */
export async function start(program) {
  const port = await freePort();
  // A group of its own: the screen, the driver and the browser go together.
  const child = spawn("xvfb-run", ["--auto-servernum", program, `--port=${port}`], {
    stdio: "ignore",
    detached: true,
  });
  const ended = once(child, "exit");
  const base = `http://127.0.0.1:${port}`;
  try {
    if (!(await eventuallyListens(port, ended))) throw new Error("WebKitWebDriver does not start");
    const { sessionId, capabilities } = await call(`${base}/session`, "POST", { capabilities: {} });
    const session = `${base}/session/${sessionId}`;
    return {
      version: capabilities.browserVersion,
      open: (url) => call(`${session}/url`, "POST", { url }),
      async close() {
        await call(session, "DELETE");
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop() {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
  }
}

/**
 * @param {string} url
 * @param {string} method
 * @param {unknown} [body]
 */
async function call(url, method, body) {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { value } = /** @type {any} */ (await response.json());
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
