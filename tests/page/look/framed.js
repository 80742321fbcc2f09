import { createServer, request } from "node:http";
import { misplaced } from "./layout.js";
import { look } from "./look.js";

/** Of a browser, in milliseconds: it has to report by then. */
const PATIENCE = 120_000;

/** @typedef {{ width: number, state: string, wrong: string[] }} Seen */

/**
 * The demo's page in frames of several widths, which one page holds that reports what it sees in them: so that any browser can
 * be had to look, by whatever drives it, if only to an address.
 *
 * @param {string} service where the demo is
 */
export async function startFrames(service) {
  /** @type {(seen: Seen[]) => void} */
  let tell = () => {};
  const pages = {
    "/frames": ["text/html", '<!doctype html><meta charset="utf-8"><script src="/frames.js"></script>'],
    "/frames.js": ["text/javascript", `(${look})(${misplaced});`],
  };
  const server = createServer(async (asked, answer) => {
    const page = pages[/** @type {keyof typeof pages} */ (asked.url)];
    if (page) return answer.writeHead(200, { "content-type": page[0] }).end(page[1]);
    if (asked.url === "/report") {
      const body = await asked.setEncoding("utf8").toArray();
      answer.end();
      return tell(JSON.parse(body.join("")));
    }
    const { method, headers } = asked;
    const passed = request(service + asked.url, { method, headers }, (reply) => {
      // The page lets itself be framed by nobody.
      const policy = `${reply.headers["content-security-policy"] ?? ""}`;
      if (policy) reply.headers["content-security-policy"] = policy.replace("frame-ancestors 'none'", "");
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

  return {
    close() {
      server.closeAllConnections();
      server.close();
    },
    /** @param {import("../../browsers/browsers.js").Browser} browser @returns {Promise<Seen[]>} */
    async seenBy(browser) {
      /** @type {any} */
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error("Nothing was heard of it")), PATIENCE);
      });
      /** @type {Promise<Seen[]>} */
      const seen = new Promise((resolve) => {
        tell = resolve;
      });
      try {
        await Promise.race([browser.open(`http://127.0.0.1:${port}/frames`), late]);
        return /** @type {Seen[]} */ (await Promise.race([seen, late]));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
