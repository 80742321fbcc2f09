import { find } from "../../scripts/tools.js";
import { buildGo, buildNative } from "../build.js";
import { CONDITION, candidates, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { BATCH_SIZE, IN_FLIGHT, MINIMUM, makeUsers, ROW_KINDS, shouldPass, USERS } from "../data.js";
import { measure } from "../measure.js";
import { atMost } from "../part.js";
import { program } from "../programs.js";
import { ratioTable } from "../ratios.js";
import { count } from "../table.js";

const GO = "Go: the program this came from, mended";
const NATIVE = "native Rust: reqwest, serde_json";
/** Milliseconds until the service answers. */
const LATENCY = 5;

/**
 * The whole way, with a service that takes its time, beside programs in other languages.
 *
 * @type {import("../part.js").Part<Record<string, import("../part.js").ByName>, import("../measure.js").Plan>}
 */
export const programs = {
  async measure(plan, service) {
    const go = find("go");
    if (go === undefined) return undefined;
    const binaries = { [GO]: buildGo(go), [NATIVE]: buildNative() };
    const users = makeUsers(USERS);
    const expected = users.filter(shouldPass);
    /** @type {Record<string, import("../part.js").ByName>} */
    const samples = {};
    for (const kind of ROW_KINDS) {
      const target = service.of(kind, LATENCY);
      await checkAnswers(users, () => target, [CONDITION, PEER]);
      const args = [target.url, USERS, BATCH_SIZE, IN_FLIGHT, MINIMUM];
      const running = Object.entries(binaries).map(
        ([name, binary]) => /** @type {const} */ ([name, program(binary, args)]),
      );
      const tasks = [
        ...[CONDITION, PEER].map((name) => [name, () => () => candidates[name](users, target)]),
        ...running.map(([name, { run }]) => [name, () => () => run(expected)]),
      ];
      samples[kind] = await measure(Object.fromEntries(tasks), plan);
      for (const [, { close }] of running) close();
    }
    return samples;
  },

  goals: ({ fat, thin }) => [
    atMost("the Go program, 5 ms latency, fat rows: wall ÷ Go", 1.1, fat, "wall", CONDITION, GO),
    atMost("the Go program, 5 ms latency, thin rows: wall ÷ Go", 1.1, thin, "wall", CONDITION, GO),
  ],

  report: (samples, { rounds }) => [
    `## Beside programs in other languages: ${count(USERS)} users, ${LATENCY} ms latency`,
    "A goroutine a batch, with the standard library; in both programs no more requests at once than here. Their times are " +
      `their own, without their start. Medians of ${rounds} rounds.`,
    ...ROW_KINDS.flatMap((kind) => [`### ${kind} rows`, ratioTable(samples[kind], [GO, PEER])]),
  ],
};
