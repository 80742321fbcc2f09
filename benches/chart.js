/** A chart of whole runs for the README. It has two groups of bars and nothing that a library would be needed for. */

import { CONDITION, FAST, PEER, REQUEST } from "./candidates/index.js";
import { ROW_KINDS } from "./data.js";
import { ratio } from "./measure.js";

/** In the order of the bars. */
const BARS = [PEER, REQUEST, CONDITION, FAST];
/** @type {Record<string, string>} */
const NAMES = { [PEER]: "p-map + fetch + json()", [REQUEST]: "undici.request + JSON.parse" };
/** @type {Record<string, string>} */
const OURS = { [CONDITION]: "filter-users", [FAST]: "filter-users/undici" };
const WIDTH = 720;
/** Where bars begin, and how long the peer's is. */
const [LEFT, LENGTH] = [270, 380];
const [BAR, GAP, HEAD] = [20, 6, 34];

/**
 * As SVG. It is read in light and in dark, as the page is in which it stands.
 *
 * @param {Record<string, import("./part.js").ByName>} samples of whole runs, by kind of rows
 * @param {string} where they were measured
 */
export function chart(samples, where) {
  const group = HEAD + BARS.length * (BAR + GAP) + 10;
  const height = 30 + ROW_KINDS.length * group;
  const groups = ROW_KINDS.map((kind, index) => groupOf(kind, samples[kind], 30 + index * group));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="CPU time of a whole run, less is better">
<style>
text { font: 14px system-ui, sans-serif; fill: #1f2430 }
.other { fill: #8a93a5 } .ours { fill: #0b7a6b } .head { font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #e6e9f0 } .other { fill: #7d8698 } .ours { fill: #35b8a4 } }
</style>
<text x="0" y="16">CPU time of 100,000 users, beside p-map + fetch + json(): less is better (${where})</text>
${groups.join("\n")}
</svg>
`;
}

/**
 * @param {string} kind
 * @param {import("./part.js").ByName} byName
 * @param {number} top
 */
function groupOf(kind, byName, top) {
  const bars = BARS.map((name, index) => {
    const { median } = ratio(byName[name].cpu, byName[PEER].cpu);
    const y = top + HEAD + index * (BAR + GAP);
    const label = OURS[name] ?? NAMES[name];
    const width = (LENGTH * median).toFixed(1);
    return [
      `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${label}</text>`,
      `<rect class="${name in OURS ? "ours" : "other"}" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="3"/>`,
      `<text x="${LEFT + Number(width) + 8}" y="${y + 15}">${median.toFixed(2)}</text>`,
    ].join("");
  });
  const head = kind === "thin" ? "rows of 36 bytes" : "rows of 355 bytes";
  return [`<text class="head" x="0" y="${top + 20}">${head}</text>`, ...bars].join("\n");
}
