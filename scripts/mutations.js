import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { root } from "./setup.js";

// Breaks the engine on purpose, one fault at a time and in a copy, and shows that the tests notice each.
//
//     node scripts/mutations.js [part of a name]

/** @type {[name: string, file: string, search: string, replace: string][]} */
const MUTATIONS = [
  // ---- the ledger ----
  ["a user is dropped at the end", "batch", "let mut from = 0;", "let mut from = 1;"],
  [
    "only one batch is handed on at the end",
    "ending",
    "while let Some((&index, batch)) = self.open.iter_mut().next()",
    "if let Some((&index, batch)) = self.open.iter_mut().next()",
  ],
  ["a batch settles early", "batch", "        self.open == 0\n", "        self.open <= 1\n"],
  ["the source is not closed", "ending", "if !self.figures.complete {", "if false {"],
  [
    "verdicts of a half go to the first half",
    "batch",
    ".skip(users.start).zip(verdicts)",
    ".skip(0).zip(verdicts)",
  ],
  ["a half is lost", "attempt", "halves.into_iter().rev()", "halves.into_iter().rev().take(1)"],
  [
    "the pieces that wait for a retry are forgotten at the end",
    "ending",
    "pieces.extend(std::iter::from_fn(|| self.waiting.pop_due(f64::INFINITY)));",
    "",
  ],
  ["kept rows are lost", "batch", "insert(&mut self.kept, users, kept);", "let _ = kept;"],
  // ---- events ----
  [
    "nobody hears of a loser",
    "attempt",
    "self.tell_abandoned(twin, &loser, self.clock.now())?;",
    "let _ = loser;",
  ],
  [
    "nobody hears of what the end gives up",
    "ending",
    "let Err(Stop::Threw(thrown)) = self.tell_abandoned(id, &flight, now)",
    "let Err(Stop::Threw(thrown)) = Ok(())",
  ],
  [
    "answers that fail are told as none",
    "attempt",
    "Err(error) if !is_answered",
    "Err(error) if is_answered",
  ],
  ["an answer is told without its error", "attempt", "error: answer.as_ref().err() }", "error: None }"],
  [
    "a copy is told as one of itself",
    "attempt",
    "What::Hedged { request: id, copy_of }",
    "What::Hedged { request: id, copy_of: id }",
  ],
  // ---- figures ----
  [
    "a split batch is counted twice",
    "figures",
    "self.batches.split += usize::from(settled.split);",
    "self.batches.split += 2 * usize::from(settled.split);",
  ],
  [
    "a settled batch is counted twice",
    "ending",
    "self.figures.settled(&settled);",
    "self.figures.settled(&settled);\n        self.figures.settled(&settled);",
  ],
  ["replies are not weighed", "figures", "self.bytes.received += traffic.received;", ""],
  ["retries are not counted", "figures", "usize::from(kind == Kind::Retry)", "0"],
  [
    "what the end cuts off is not counted",
    "ending",
    "self.figures.failed(failure.code, self.flights.sent());",
    "",
  ],
  [
    "an attempt that did not take place counts",
    "flights",
    "Piece { attempts: self.piece.attempts - 1, ..self.piece };",
    "self.piece;",
  ],
  // ---- gates ----
  [
    "one too many in flight",
    "run",
    "unwrap_or_default() < self.limit.now()",
    "unwrap_or_default() <= self.limit.now()",
  ],
  ["the rest asked for is forgotten", "attempt", "if self.policy.retry.retry_after {", "if false {"],
  ["a shorter rest ends a longer one", "gate", "if until > self.rest_until {", "if true {"],
  ["the rate's window is not moved on", "gate", "            self.sent.pop_front();\n", ""],
  [
    "the rate lets one more through",
    "gate",
    "let full = self.sent.len() >= self.limit.requests;",
    "let full = self.sent.len() > self.limit.requests;",
  ],
  [
    "an open circuit lets all through",
    "gate",
    "!self.is_open() || now >= self.next_probe",
    "!self.is_open() || now >= self.next_probe || true",
  ],
  ["an open circuit never closes", "gate", "            self.failed_in_a_row = 0;\n", ""],
  ["a request that is built does not go", "attempt", "        self.service.send(id);\n", ""],
  [
    "nobody is told that the source was not read to its end",
    "ending",
    "self.figures.complete = !rest.is_cut;",
    "self.figures.complete = true;",
  ],
  [
    "a deadline that finds no batch to fail is no error",
    "ending",
    "failure_ends && !self.figures.complete",
    "false && failure_ends",
  ],
  // ---- readers ----
  [
    "a batch that is not read holds no place",
    "run",
    "self.flights.len() + self.watcher.unread().unwrap_or_default() < self.limit.now()",
    "self.flights.len() < self.limit.now()",
  ],
  [
    "any number of batches wait for a retry beside those not read",
    "run",
    "self.open.len() + unread < 2 * self.limit.now()",
    "unread < 2 * self.limit.now()",
  ],
  [
    "what the gate refuses is not held back for a reader",
    "run",
    "if self.watcher.unread().is_some() && !self.has_room() {",
    "if false {",
  ],
  ["nobody notices that a batch was read", "run", "if is_read && self", "if false && self"],
  // ---- retries ----
  [
    "a retry beyond the limit",
    "backoff",
    "piece.attempts > retry.limit ||",
    "piece.attempts > retry.limit + 1 ||",
  ],
  ["retries beyond the budget", "backoff", " || !self.within_budget(retry.budget, sent)", ""],
  [
    "a Retry-After is jittered",
    "backoff",
    "Some(asked) if retry.retry_after => asked,",
    "Some(asked) if retry.retry_after => asked * self.random.f64(),",
  ],
  [
    "a Retry-After is waited for however long",
    "backoff",
    "retry.retry_after && asked > retry.max_delay =>",
    "retry.retry_after && asked > f64::INFINITY =>",
  ],
  ["the last to wait is first", "waiting", "|(other, _)| *other > due", "|(other, _)| *other < due"],
  ["nothing wakes what waits", "run", "[wake, self.waiting.next_due(), ", "[wake, None, "],
  ["pairs are not split", "backoff", "piece.users.len() > 1 {", "piece.users.len() > 2 {"],
  [
    "halves forget the attempts used",
    "batch",
    "Self { users, last: None, ..self.clone() }",
    "Self { users, last: None, attempts: 0, ..self.clone() }",
  ],
  // ---- time ----
  [
    "the deadline is ignored",
    "run",
    "self.deadline().is_some_and(|at| at <= self.clock.now())",
    "self.deadline().is_some_and(|_| false)",
  ],
  [
    "a retry after the deadline is waited for",
    "attempt",
    "|deadline| now + delay >= deadline",
    "|deadline| now + delay >= deadline + 1e9",
  ],
  [
    "the error before the deadline is lost",
    "attempt",
    ".attempted(piece.attempts).after(Some(failure));",
    ".attempted(piece.attempts).after(None);",
  ],
  ["no answer is waited for for ever", "attempt", "+ self.policy.timeout)", "+ 1e12)"],
  ["a timeout wakes nobody", "run", "self.timeout_due(), self.deadline()]", "self.deadline()]"],
  [
    "what took too long is left alive",
    "attempt",
    "        self.service.abort(id);\n        let failure",
    "        let failure",
  ],
  [
    "what is built and cannot go is left alive",
    "attempt",
    "        self.service.abort(id);\n        self.ready",
    "        self.ready",
  ],
  ["nobody else gets a turn", "run", "const TURN: f64 = 10.0;", "const TURN: f64 = 1e12;"],
  // ---- copies ----
  ["the loser is left alive", "attempt", "self.service.abort(twin);", ""],
  ["a copy that is being built outlives its original", "attempt", "self.service.abort(copy);", ""],
  [
    "copies beyond their share",
    "hedge",
    "(requests.hedged + to_come + 1) as f64 <=",
    "(requests.hedged + to_come) as f64 <=",
  ],
  ["copies that are being built do not count", "run", "self.flights.copies_to_come())", "0)"],
  ["a copy of a copy", "flights", "let is_hedged = copy_of.is_some();", "let is_hedged = false;"],
  // ---- ends ----
  ["requests live on while the rest is handed on", "ending", "            self.service.abort(*id);\n", ""],
  [
    "callbacks after an error",
    "ending",
    "let quietly = !matches!(end, End::Finished);",
    "let quietly = false;",
  ],
  [
    "a batch that failed by the deadline ends no run",
    "ending",
    "!quietly && failure_ends =>",
    "!quietly && failure_ends && false =>",
  ],
  [
    "an abort is an end like any other",
    "ending",
    "Some(Stop::Aborted(reason)) => End::Aborted(reason),",
    "Some(Stop::Aborted(_)) => End::Finished,",
  ],
];

const SEEDS = "4000";
/** A run that goes round and round within one poll never ends by itself. */
const LONGEST = 120_000;

const copy = mkdtempSync(join(tmpdir(), "mutations-"));
// The laws are to notice, not the assertions within the engine.
const quietly = { CARGO_PROFILE_TEST_DEBUG_ASSERTIONS: "false", CARGO_PROFILE_TEST_OPT_LEVEL: "1" };
const env = {
  ...process.env,
  ...quietly,
  SEEDS,
  RUST_BACKTRACE: "0",
  CARGO_TARGET_DIR: join(copy, "target"),
};

/** @param {string[]} which tests, as cargo names them @returns the paths of their programs, or nothing if they do not compile */
function build(...which) {
  const args = ["test", "--offline", "--no-run", "--message-format=json", ...which];
  const { stdout, status } = spawnSync("cargo", args, { cwd: copy, env, encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) return undefined;
  const messages = stdout.split("\n").filter((line) => line.startsWith("{"));
  return messages.map((line) => JSON.parse(line).executable).filter((executable) => executable);
}

/** @param {string[]} programs @param {string[]} args @returns by what they fail, or nothing if they pass */
function failure(programs, ...args) {
  for (const program of programs) {
    const { status, stdout, error } = spawnSync(program, args, {
      cwd: copy,
      env,
      encoding: "utf8",
      timeout: LONGEST,
      maxBuffer: 1e9,
    });
    if (error) return "it never ends";
    if (status === 0) continue;
    const law = /breaks a law: (.*)/.exec(stdout)?.[1];
    const tests = [...stdout.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, name]) => name);
    return law ?? tests.join(", ");
  }
  return undefined;
}

/** @param {[string, string, string, string]} mutation */
function check([name, file, search, replace]) {
  const path = join(copy, "src/engine", `${file}.rs`);
  const original = readFileSync(path, "utf8");
  if (original.split(search).length !== 2) return `${name}: \`${search}\` stands not once in ${file}.rs`;
  writeFileSync(
    path,
    original.replace(search, () => replace),
  );
  try {
    const simulation = build("--test", "simulation");
    if (!simulation) return `${name}: does not compile`;
    const by = failure(simulation) ?? failure(build("--lib") ?? [], "engine::");
    console.log(
      by ? styleText("green", "caught   ") : styleText("red", "survived "),
      name,
      by ? `← ${by}` : "",
    );
    return by ? undefined : `${name}: survived`;
  } finally {
    writeFileSync(path, original);
  }
}

try {
  for (const part of ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src", "tests/simulation", "xtask"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  const unbroken = failure(build("--test", "simulation") ?? []);
  if (unbroken) throw new Error(`The engine fails as it is: ${unbroken}`);
  const chosen = MUTATIONS.filter(([name]) => name.includes(process.argv[2] ?? ""));
  const wrong = chosen.map(check).filter((problem) => problem !== undefined);
  console.log(`\n${chosen.length - wrong.length} of ${chosen.length} mutations were caught.`);
  for (const problem of wrong) console.log(problem);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
