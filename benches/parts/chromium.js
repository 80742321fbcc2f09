import { chromium as driver } from "playwright-core";
import { CHROMIUM_ARGS, find } from "../../scripts/tools.js";
import { CONDITION, PEER } from "../candidates/index.js";
import { USERS } from "../data.js";
import { exactly, median, ratio } from "../measure.js";
import { count, milliseconds, spread, table } from "../table.js";

/** @type {Record<string, string>} */
const NAMES = { [CONDITION]: "filter-users", [PEER]: "p-map" };
/** How many times as slow the processor is made: not at all, and as a phone of middling price is (Lighthouse's choice). */
const SLOWED = [1, 4];
/** What a task may take before it counts as blocking, in milliseconds: as web.dev's total blocking time has it. */
const SHORT = 50;

/**
 * @typedef {{ wall: number, busy: number, long: number, longest: number, blocking: number }} Seen one page
 * @typedef {{ [What in keyof Seen]: number[] }} OnMain all pages
 * @typedef {Record<string, Record<string, OnMain>>} BySetting by how much it is slowed, and by candidate
 */

/**
 * The main thread of a page, the first call included, each in a fresh page.
 *
 * @type {import("../part.js").Part<{ version: string, samples: BySetting }, { rounds: number }>}
 */
export const chromium = {
  async measure({ rounds }, service) {
    const executablePath = find("chromium");
    if (executablePath === undefined) return undefined;
    const browser = await driver.launch({ executablePath, args: CHROMIUM_ARGS });
    try {
      /** @type {BySetting} */
      const samples = {};
      for (const slowed of SLOWED) {
        const page = `${service.origin}/benches/chromium/page.html`;
        samples[settingOf(slowed)] = await inTurn(rounds, (name) =>
          inPage(browser, page, NAMES[name], service.of("fat").url, slowed),
        );
      }
      return { version: browser.version(), samples };
    } finally {
      await browser.close();
    }
  },

  goals: ({ samples }) =>
    SLOWED.flatMap((slowed) => {
      const fat = samples[settingOf(slowed)];
      const where = `Chromium's main thread, ${settingOf(slowed)}`;
      const most = Math.max(...fat[CONDITION].longest);
      return [
        {
          what: `${where}: longest task of all rounds, ms`,
          goal: SHORT,
          measured: exactly(most),
        },
        {
          what: `${where}: total blocking ÷ peer`,
          goal: 0.33,
          measured: ratio(fat[CONDITION].blocking, fat[PEER].blocking.map(atLeastOne)),
        },
      ];
    }),

  report: ({ version, samples }, { rounds }) => [
    `## Chromium's main thread: ${count(USERS)} users`,
    `Chromium ${version}, headless, import and first call included, each in a fresh page. Tasks over ${SHORT} ms as the browser ` +
      `tells of them, and total blocking time: what they take beyond ${SHORT} ms. "Busy" is the processor's time of all that the main thread did. ` +
      `Medians of ${rounds} pages. Where the peer blocks for less than 1 ms, that is taken for 1 ms: not to block at all is to be within any share of it.`,
    ...Object.entries(samples).flatMap(([setting, byName]) => [`### ${setting}`, mainThreadTable(byName)]),
  ],
};

/** @param {number} slowed */
function settingOf(slowed) {
  return slowed > 1 ? `fat rows, the processor ${slowed} times slowed` : "fat rows";
}

/**
 * @param {number} rounds
 * @param {(name: string) => Promise<Seen>} look
 * @returns {Promise<Record<string, OnMain>>}
 */
async function inTurn(rounds, look) {
  const names = Object.keys(NAMES);
  /** @type {Record<string, Seen[]>} */
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  // The first round is not counted: the browser and the service have just begun.
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const one = await look(name);
      if (round >= 0) seen[name].push(one);
    }
  }
  /** @param {Seen[]} pages @param {keyof Seen} what */
  const all = (pages, what) => pages.map((page) => page[what]);
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        wall: all(seen[name], "wall"),
        busy: all(seen[name], "busy"),
        long: all(seen[name], "long"),
        longest: all(seen[name], "longest"),
        blocking: all(seen[name], "blocking"),
      },
    ]),
  );
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 * @param {string} candidate
 * @param {string} url
 * @param {number} slowed
 * @returns {Promise<Seen>}
 */
async function inPage(browser, address, candidate, url, slowed) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    const devtools = await page.context().newCDPSession(page);
    // By the processor's time: what else the machine does is not the page's.
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowed });
    const before = await busySeconds(devtools);
    /** @type {{ wall: number, tasks: number[] }} */
    const { wall, tasks } = await page.evaluate(
      ([candidate, url]) => /** @type {any} */ (globalThis).run(candidate, url),
      [candidate, url],
    );
    return {
      wall,
      busy: ((await busySeconds(devtools)) - before) * 1000,
      long: tasks.length,
      longest: Math.max(0, ...tasks),
      blocking: tasks.reduce((sum, task) => sum + Math.max(0, task - SHORT), 0),
    };
  } finally {
    await page.close();
  }
}

/** @param {import("playwright-core").CDPSession} devtools */
async function busySeconds(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

/** @param {number} ms */
function atLeastOne(ms) {
  return Math.max(1, ms);
}

/** @param {Record<string, OnMain>} byName */
function mainThreadTable(byName) {
  const peer = byName[PEER];
  const rows = Object.entries(byName).map(([name, { wall, busy, long, longest, blocking }]) => [
    name === PEER ? `${name} (the peer)` : name,
    milliseconds(median(wall)),
    milliseconds(median(busy)),
    String(median(long)),
    milliseconds(median(longest)),
    milliseconds(Math.max(...longest)),
    milliseconds(median(blocking)),
    spread(ratio(wall, peer.wall)),
    spread(ratio(busy, peer.busy)),
  ]);
  return table(
    [
      "",
      "wall ms",
      "busy ms",
      "long tasks",
      "longest ms",
      "of all rounds",
      "blocking ms",
      "wall ÷ peer",
      "busy ÷ peer",
    ],
    rows,
  );
}
