/** Planted in `src/web`, each to be noticed by a test. @type {[name: string, file: string, search: string, replace: string, tests: string][]} */
export const FAULTS = [
  ["a dropped attempt is not aborted", "attempt/abort", "        self.abort();\n", "", "endings/abort"],
  [
    "an attempt that has what it wants is aborted",
    "attempt/abort",
    "    pub fn finish(mut self) {\n        self.is_done = true;\n",
    "    pub fn finish(self) {\n",
    "request/fetch",
  ],
  ["a refusal is a reply", "attempt/answer", "(200..300)", "(200..600)", "retrying/retries"],
  [
    "nobody hears of Retry-After",
    "attempt/answer",
    "retry_after::of(answer)",
    "None",
    "retrying/retry-after",
  ],
  ["the content type is left out", "attempt/request", "if is_json && !", "if false && !", "request/request"],
  [
    "a half is asked about all",
    "attempt/request",
    "let is_whole = ask.range.len() == ask.users.length();",
    "let is_whole = true;",
    "retrying/split",
  ],
  [
    "a function's answers are turned round",
    "attempt/decide",
    "if passes == 1",
    "if passes != 1",
    "where/function",
  ],
  ["no reply is ever held", "attempt/turn", "< 2.0 * self.took", "< -1.0 * self.took", "engine/turns"],
  ["the last reader is served first", "stream", "pop_front()", "pop_back()", "results/stream"],
  [
    "kept rows are lost",
    "observer",
    "            kept.push(rows);\n",
    "            let _ = rows;\n",
    "reply/rows",
  ],
  ["a timer goes on", "wait/clock", "        imports::stop_timer(self.place);\n", "", "endings/abort"],
];
