/**
 * The kinds of events in the order of the engine (`src/web/watcher.rs`), and what each has besides what all have.
 *
 * @type {[type: string, rest: (numbers: number[], errors: unknown[]) => object][]}
 */
const KINDS = [
  ["sent", ([request]) => ({ request })],
  ["hedged", ([request, copyOf]) => ({ request, copyOf })],
  [
    "answered",
    ([request, status, bytes, ms], errors) => {
      const known = Number.isNaN(status) ? {} : { status };
      return { request, ...known, bytes, ms, ...withError(errors) };
    },
  ],
  ["failed", ([request, ms], errors) => ({ request, ms, ...withError(errors) })],
  ["abandoned", ([request, ms]) => ({ request, ms })],
  ["retrying", ([delay], errors) => ({ delay, ...withError(errors) })],
  ["split", ([one, other]) => ({ into: [one, other] })],
  ["settled", ([passed, skipped, missing, failed], errors) => ({ passed, skipped, missing, failed, errors })],
];

/** @param {unknown[]} errors one or none */
function withError(errors) {
  return errors.length > 0 ? { error: errors[0] } : {};
}

/**
 * An event, out of the engine's numbers.
 *
 * @param {number} kind
 * @param {Float64Array} numbers
 * @param {unknown[]} errors
 */
export function eventOf(kind, numbers, errors) {
  const [at, batch, attempt, users, ...rest] = numbers;
  const [type, restOf] = KINDS[kind];
  return { type, at, batch, attempt, users, ...restOf(rest, errors) };
}
