/**
 * A harness of our own: tinybench and mitata time one task to its end before the next, so that a busy minute falls on
 * one of them, and neither knows CPU time. Here the candidates take turns, and ratios are formed within a round.
 *
 * @typedef {() => Promise<unknown>} Work Answers an {@link OwnTime} if it has been timed where it was done.
 * @typedef {{ wall: number[], cpu: number[] }} Samples Milliseconds, one a round.
 * @typedef {{ rounds: number, warmUps: number }} Plan
 */

/** What work in another process took, as that process says. */
export class OwnTime {
  /**
   * @param {number} wall
   * @param {number} cpu
   */
  constructor(wall, cpu) {
    this.wall = wall;
    this.cpu = cpu;
  }
}

/**
 * @param {Record<string, () => Work>} tasks Each makes its work ready, untimed.
 * @param {Plan} plan
 * @returns {Promise<Record<string, Samples>>}
 */
export async function measure(tasks, { rounds, warmUps }) {
  const names = Object.keys(tasks);
  /** @type {Record<string, Samples>} */
  const samples = Object.fromEntries(names.map((name) => [name, { wall: [], cpu: [] }]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of inTurn(names, round + warmUps)) {
      const { wall, cpu } = await time(tasks[name]());
      if (round < 0) continue;
      samples[name].wall.push(wall);
      samples[name].cpu.push(cpu);
    }
  }
  return samples;
}

/**
 * Another one first in every round, and every other round backwards: nobody always follows the same.
 *
 * @param {string[]} names
 * @param {number} round
 */
function inTurn(names, round) {
  const first = round % names.length;
  const turn = [...names.slice(first), ...names.slice(0, first)];
  return round % 2 === 0 ? turn : turn.reverse();
}

/** @param {Work} work */
async function time(work) {
  clearYoung();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const done = await work();
  const wall = performance.now() - began;
  if (done instanceof OwnTime) return done;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1000 };
}

/**
 * Nobody is to pay for the garbage of whoever came before. The young generation only: a full collection goes on sweeping on
 * other threads while the clock runs, and makes V8 drop compiled code. Twice, since what survives two of them is old: nobody
 * is to pay for moving what was made ready for him, either.
 */
export function clearYoung() {
  for (let times = 0; times < 2; times++) globalThis.gc?.({ type: "minor" });
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The median of the ratios round by round, and between what the middle half of them lies.
 *
 * @param {number[]} values
 * @param {number[]} others
 */
export function ratio(values, others) {
  const ratios = values.map((value, round) => value / others[round]);
  return { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}

/** What is the same each time it is measured, as a ratio is shown. @param {number} value */
export function exactly(value) {
  return { median: value, low: value, high: value };
}

/**
 * The median of the differences round by round, and between what the middle half of them lies.
 *
 * @param {number[]} values
 * @param {number[]} others
 * @param {number} unit
 */
export function difference(values, others, unit) {
  const differences = values.map((value, round) => (value - others[round]) / unit);
  return {
    median: median(differences),
    low: quantile(differences, 0.25),
    high: quantile(differences, 0.75),
  };
}

/**
 * @param {number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}
