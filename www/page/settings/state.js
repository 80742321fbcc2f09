/** What the controls are set to, and the same as the query of the page's address, so that a run can be shared. */

/**
 * @typedef {object} Settings
 * @property {"demo" | "own"} target
 * @property {number} users
 * @property {number} batchSize
 * @property {number} concurrency
 * @property {boolean} auto
 * @property {string} where
 * @property {number} retries
 * @property {number} delay
 * @property {number} budget in percent
 * @property {number} timeout in seconds
 * @property {number | undefined} deadline in seconds
 * @property {string} hedge
 * @property {boolean} split
 * @property {number | undefined} rateLimit in requests a second
 * @property {number | undefined} circuit
 * @property {number} latency
 * @property {number} spread
 * @property {number} perId
 * @property {number} slow in percent
 * @property {number} slowBy in ms
 * @property {number} failing in percent
 * @property {string} failStatus
 * @property {number | undefined} allowed in requests a second
 * @property {number | undefined} retryAfter in seconds
 * @property {string} poison
 * @property {number} rowErrors in percent
 * @property {number} unprocessed in percent
 * @property {number | undefined} seed
 * @property {string} url
 * @property {string} body
 * @property {string} rows
 * @property {string} key
 * @property {string} rowKey
 */

/** @type {Settings} */
export const DEFAULTS = {
  target: "demo",
  users: 1_000,
  batchSize: 50,
  concurrency: 6,
  auto: false,
  where: '{ "currentBalance": { "$gt": 500 } }',
  retries: 2,
  delay: 100,
  budget: 20,
  timeout: 30,
  deadline: undefined,
  hedge: "",
  split: true,
  rateLimit: undefined,
  circuit: undefined,
  latency: 150,
  spread: 100,
  perId: 1,
  slow: 0,
  slowBy: 1_500,
  failing: 0,
  failStatus: "503",
  allowed: undefined,
  retryAfter: 1,
  poison: "",
  rowErrors: 0,
  unprocessed: 0,
  seed: undefined,
  url: "",
  body: "ids",
  rows: "",
  key: "id",
  rowKey: "",
};

/** @typedef {keyof Settings} Name */

export const NAMES = /** @type {Name[]} */ (Object.keys(DEFAULTS));

/** @param {string} query @returns {Settings} */
export function settingsFrom(query) {
  const given = new URLSearchParams(query);
  const entries = NAMES.map((name) => [name, read(name, given.get(name) ?? undefined)]);
  return /** @type {Settings} */ (Object.fromEntries(entries));
}

/** What is said of a service of one's own. @type {readonly Name[]} */
const OWN = ["url", "body", "rows", "key", "rowKey"];

/** Only what differs from the defaults, and is of use. @param {Settings} settings @returns {string} */
export function queryOf(settings) {
  const names = settings.target === "own" ? NAMES : NAMES.filter((name) => !OWN.includes(name));
  const changed = names.filter((name) => settings[name] !== DEFAULTS[name]);
  return new URLSearchParams(changed.map((name) => [name, String(settings[name] ?? "")])).toString();
}

/** @param {Name} name @param {string | undefined} text */
function read(name, text) {
  const fallback = DEFAULTS[name];
  if (text === undefined) return fallback;
  if (typeof fallback === "boolean") return text === "true";
  if (typeof fallback === "string") return text;
  if (text === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : fallback;
}
