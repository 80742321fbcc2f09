import { CONDITION, candidates, FLOOR, FUNCTION, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers, USERS } from "../data.js";
import { measure } from "../measure.js";
import { atMost } from "../part.js";
import { byRows } from "../ratios.js";
import { readyService } from "../ready.js";
import { count } from "../table.js";

const NAMES = [CONDITION, FUNCTION, PEER, FLOOR];

/**
 * Without the network: every `fetch` resolves at once with a reply that is ready.
 *
 * @type {import("../part.js").Part<Record<string, import("../part.js").ByName>, import("../measure.js").Plan>}
 */
export const engineAlone = {
  async measure(plan) {
    return {
      thin: await withReadyReplies("thin", NAMES, plan),
      fat: await withReadyReplies("fat", NAMES, plan),
    };
  },

  goals: ({ fat, thin }) => [
    atMost("engine alone, fat rows: CPU ÷ peer", 0.25, fat, "cpu", CONDITION, PEER),
    atMost("engine alone, thin rows: CPU ÷ peer", 0.5, thin, "cpu", CONDITION, PEER),
  ],

  report: (samples, { rounds }) => [
    `## Engine alone: ${count(USERS)} users, replies ready`,
    `Every \`fetch\` resolves at once with a \`Response\` made before the clock starts. Medians of ${rounds} rounds.`,
    ...byRows(samples),
  ],
};

/**
 * @param {import("../data.js").RowKind} kind
 * @param {string[]} names
 * @param {import("../measure.js").Plan} plan
 */
export async function withReadyReplies(kind, names, plan) {
  const users = makeUsers(USERS);
  const ready = readyService(kind, users);
  await checkAnswers(users, ready, names);
  /** @param {string} name */
  const work = (name) => () => {
    const service = ready();
    return () => candidates[name](users, service);
  };
  return measure(Object.fromEntries(names.map((name) => [name, work(name)])), plan);
}
