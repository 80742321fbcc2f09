import { createReadStream } from "node:fs";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".js": "text/javascript", ".html": "text/html; charset=utf-8" };

/**
 * A file of this project, for a page.
 *
 * @param {string} url
 * @param {import("node:http").ServerResponse} response
 */
export function serveModule(url, response) {
  const path = normalize(new URL(url, "http://service.example").pathname);
  const type = Object.entries(TYPES).find(([end]) => path.endsWith(end))?.[1];
  if (type === undefined) return response.writeHead(404).end();
  createReadStream(join(root, path))
    .on("open", () => response.writeHead(200, { "content-type": type }))
    .on("error", () => response.writeHead(404).end())
    .pipe(response);
}
