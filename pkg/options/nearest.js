/** What others call it. @type {Record<string, string>} */
const SYNONYMS = {
  filter: "where",
  predicate: "where",
  condition: "where",
  chunkSize: "batchSize",
  chunk: "batchSize",
  size: "batchSize",
  limit: "concurrency",
  parallel: "concurrency",
  maxConcurrency: "concurrency",
  retries: "retry",
  attempts: "retry",
  abortSignal: "signal",
  endpoint: "url",
  uri: "url",
  id: "key",
  idKey: "key",
  stopOnError: "onError",
};

/**
 * The name that was probably meant by one that does not exist; none if no name resembles it.
 *
 * @param {string} name
 * @param {readonly string[]} names
 */
export function nearest(name, names) {
  const synonym = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
  if (synonym !== undefined && names.includes(synonym)) return synonym;
  const distances = names.map((other) => distance(name, other));
  const least = Math.min(...distances);
  const near = names[distances.indexOf(least)];
  return least <= Math.min(Math.ceil(near.length / 2), 4) ? near : undefined;
}

/**
 * How far apart two names are, of which one may be the other misspelt: the fewest letters to add, leave out, replace or
 * swap with their neighbour (optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance).
 * Small and capital letters are the same.
 *
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
  const [from, to] = [one, other].map((name) => [...name.toLowerCase()]);
  let [before, row] = [[0], to.map((_, index) => index)];
  row.push(to.length);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      let least = Math.min(next[j], row[j + 1]) + 1;
      least = Math.min(least, row[j] + (from[i] === to[j] ? 0 : 1));
      if (i > 0 && j > 0 && from[i] === to[j - 1] && from[i - 1] === to[j])
        least = Math.min(least, before[j - 1] + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[to.length];
}
