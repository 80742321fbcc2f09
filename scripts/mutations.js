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
  ["a user is dropped at the end", "ledger/batch", "let mut from = 0;", "let mut from = 1;"],
  [
    "only one batch is handed on at the end",
    "run/ending",
    "while let Some((index, mut batch)) = self.open.pop_first()",
    "if let Some((index, mut batch)) = self.open.pop_first()",
  ],
  ["a batch settles early", "ledger/batch", "        self.open == 0\n", "        self.open <= 1\n"],
  ["the source is not closed", "run/ending", "if !self.figures.complete {", "if false {"],
  [
    "verdicts of a half go to the first half",
    "ledger/batch",
    ".skip(users.start).zip(verdicts)",
    ".skip(0).zip(verdicts)",
  ],
  ["a half is lost", "run/complete", "halves.into_iter().rev()", "halves.into_iter().rev().take(1)"],
  [
    "what waits for a retry is forgotten at the end",
    "run/ending",
    "unanswered.extend(self.retry_queue.take_all());",
    "",
  ],
  [
    "what waits for the gate is forgotten at the end",
    "run/ending",
    "mem::take(&mut self.queue)",
    "mem::take(&mut std::collections::VecDeque::new())",
  ],
  ["kept rows are lost", "ledger/batch", "insert(&mut self.kept, users, kept);", "let _ = kept;"],
  // ---- promises that callbacks answer ----
  ["promises are not waited for", "run/ending", "while self.observer.has_calls() {", "while false {"],
  [
    "a promise keeps no place",
    "run/admit",
    "unread.saturating_add(self.observer.batch_calls().unwrap_or_default())",
    "unread",
  ],
  [
    "at the end promises are not counted",
    "run/ending",
    "is_some_and(|calls| calls >= self.limit.now())",
    "is_some_and(|calls| calls > self.limit.now())",
  ],
  [
    "what a promise is rejected with is not heard",
    "run",
    "Turn::Rang | Turn::Read | Turn::Called(Ok(()))",
    "Turn::Rang | Turn::Read | Turn::Called(_)",
  ],
  [
    "what a promise is rejected with at the end is not heard",
    "run/ending",
    "*end = End::Threw(thrown);\n        }\n    }\n\n    fn",
    "let _ = thrown;\n        }\n    }\n\n    fn",
  ],
  [
    "a second rejection counts",
    "run/ending",
    "if let (End::Finished, Err(thrown)) = (&*end, heard)",
    "if let Err(thrown) = heard",
  ],
  // ---- events ----
  [
    "nobody hears of a loser",
    "run/complete",
    "self.tell_abandoned(other, &loser, self.clock.now())?;",
    "let _ = loser;",
  ],
  [
    "nobody hears of what the end drops",
    "run/ending",
    "let Err(Stop::Threw(thrown)) = self.tell_abandoned(id, &request, now)",
    "let Err(Stop::Threw(thrown)) = Ok(())",
  ],
  [
    "answers that fail are told as none",
    "run/complete",
    "Err(error) if !is_answered",
    "Err(error) if is_answered",
  ],
  ["an answer is told without its error", "run/complete", "error: answer.as_ref().err() }", "error: None }"],
  [
    "a copy is told as one of itself",
    "run/start",
    "What::Hedged { request, copy_of }",
    "What::Hedged { request, copy_of: request }",
  ],
  [
    "latency is counted with the deciding",
    "run/complete",
    "now.by_clock - traffic.deciding - sent.by_clock",
    "now.by_clock - sent.by_clock",
  ],
  // ---- figures ----
  [
    "a split batch is counted twice",
    "figures/mod",
    "self.batches.split += u64::from(settled.split);",
    "self.batches.split += 2 * u64::from(settled.split);",
  ],
  [
    "a settled batch is counted twice",
    "run/ending",
    "= self.figures.settled(&settled);",
    "= self.figures.settled(&settled);\n        self.figures.settled(&settled);",
  ],
  ["replies are not weighed", "figures/mod", "self.bytes.received += traffic.received as u64;", ""],
  ["retries are not counted", "figures/mod", "u64::from(kind == Kind::Retry)", "0"],
  [
    "what the end cuts off is not counted",
    "run/ending",
    "self.figures.failed(error.code, self.in_flight.sent());",
    "",
  ],
  [
    "an attempt that did not take place counts",
    "in_flight",
    "self.sub_batch.attempts.saturating_sub(1);",
    "self.sub_batch.attempts;",
  ],
  [
    "requests that were answered count as in flight",
    "in_flight",
    "Some(_) => self.sent -= 1,",
    "Some(_) => {}",
  ],
  // ---- attempts ----
  ["a request goes without leave", "attempt", "    permit.acquire(built.bytes, built.encoding).await;\n", ""],
  [
    "a request goes when the loop next waits",
    "run/start",
    "                        return Ok(());\n                    }\n",
    "                        return Ok(());\n                    }\n                    break;\n",
  ],
  [
    "what is built and cannot go is kept",
    "run/start",
    "self.in_flight.take(request).and_then(Request::before);",
    "None::<SubBatch<S::Cause>>;",
  ],
  [
    "a request that is built does not go",
    "run/start",
    "        self.permit.grant();\n        Ok(true)\n",
    "        Ok(false)\n",
  ],
  [
    "an answer that is there at once is lost",
    "run/start",
    "attempt = attempt.completed(outcome);",
    "drop(outcome);",
  ],
  ["what is dropped is left alive", "in_flight/running", "if self.0.attempt.take().is_some()", "if false"],
  ["what is dropped stays in the set", "in_flight/running", "            waker.wake();\n", ""],
  [
    "an attempt that waits wakes nobody",
    "in_flight/running",
    "running.as_mut().poll(cx)",
    "running.as_mut().poll(&mut Context::from_waker(Waker::noop()))",
  ],
  ["answered requests wait for their copies for ever", "in_flight", "        self.first_unhedged();\n", ""],
  // ---- gates ----
  [
    "one too many in flight",
    "run/admit",
    "saturating_add(held) < self.limit.now()",
    "saturating_add(held) <= self.limit.now()",
  ],
  ["the rest asked for is forgotten", "run/complete", "if self.policy.retry.retry_after {", "if false {"],
  ["a shorter rest ends a longer one", "limits/gate", "if until > self.rest_until {", "if true {"],
  ["the rate's window is not moved on", "limits/rate", "            self.sent.pop_front();\n", ""],
  [
    "the rate lets one more through",
    "limits/rate",
    "let full = self.sent.len() >= self.limit.requests;",
    "let full = self.sent.len() > self.limit.requests;",
  ],
  [
    "an open circuit lets all through",
    "limits/circuit",
    "!self.is_open() || now >= self.next_probe",
    "!self.is_open() || now >= self.next_probe || true",
  ],
  ["an open circuit never closes", "limits/circuit", "            self.failed_in_a_row = 0;\n", ""],
  [
    "what is built goes though the gate has closed",
    "run/start",
    "!matches!(self.gate.admits(sent.at), Admission::Open)",
    "false",
  ],
  [
    "nobody is told that the source was not read to its end",
    "run/ending",
    "self.figures.complete = !rest.is_cut;",
    "self.figures.complete = true;",
  ],
  [
    "a deadline that finds no batch to fail is no error",
    "run/ending",
    "failure_ends && !self.figures.complete",
    "false && failure_ends",
  ],
  // ---- readers ----
  [
    "a batch that is not read holds no place",
    "run/admit",
    "let unread = self.observer.unread().unwrap_or_default();",
    "let unread = 0_usize;",
  ],
  [
    "any number of batches wait for a retry beside those not read",
    "run/admit",
    "self.open.len().saturating_add(unread) < most",
    "unread < most",
  ],
  [
    "what the gate refuses is not held back for a reader",
    "run/admit",
    "if holds && !self.has_room() {",
    "if false && holds {",
  ],
  ["nobody notices that a batch was read", "run", "if is_read && self", "if false && self"],
  // ---- retries ----
  [
    "a retry beyond the limit",
    "limits/backoff",
    "sub_batch.retries >= retry.limit",
    "sub_batch.retries > retry.limit",
  ],
  [
    "a split uses up a retry",
    "limits/backoff",
    "sub_batch.retries >= retry.limit",
    "sub_batch.attempts > retry.limit",
  ],
  ["a retry uses up none", "run/complete", "retries: retries.saturating_add(1)", "retries"],
  ["retries beyond the budget", "limits/backoff", "!self.within_budget(retry.budget, sent)", "false"],
  [
    "a Retry-After is jittered",
    "limits/backoff",
    "asked.max(self.wait(sub_batch.retries, policy))",
    "self.wait(sub_batch.retries, policy).max(asked * 0.9)",
  ],
  [
    "a Retry-After of nothing is waited no time",
    "limits/backoff",
    "asked.max(self.wait(sub_batch.retries, policy))",
    "asked",
  ],
  [
    "a Retry-After beyond the deadline is waited out",
    "run/admit",
    "is_some_and(|deadline| until >= deadline)",
    "is_some_and(|_| false)",
  ],
  [
    "a Retry-After beyond the deadline is waited out by what was sent before",
    "run/admit",
    "is_some_and(|due| is_hopeless || due",
    "is_some_and(|due| due",
  ],
  [
    "a Retry-After is waited for however long",
    "limits/backoff",
    "retry.retry_after && asked > retry.max_delay =>",
    "retry.retry_after && asked > f64::INFINITY =>",
  ],
  [
    "the last to wait is first",
    "limits/retry_queue",
    "other.due.total_cmp(&self.due)",
    "self.due.total_cmp(&other.due)",
  ],
  ["nothing wakes what waits", "run/admit", "[opens, self.retry_queue.next_due(), ", "[opens, None, "],
  ["nothing wakes what the gate holds", "run/admit", "let wakes = [opens, ", "let wakes = [None, "],
  ["pairs are not split", "limits/backoff", "sub_batch.users.len() > 1 {", "sub_batch.users.len() > 2 {"],
  [
    "halves forget the attempts made",
    "ledger/sub_batch",
    "Self { users, last: None, ..self.clone() }",
    "Self { users, last: None, attempts: 0, ..self.clone() }",
  ],
  [
    "halves forget the retries used",
    "ledger/sub_batch",
    "Self { users, last: None, ..self.clone() }",
    "Self { users, last: None, retries: 0, ..self.clone() }",
  ],
  // ---- time ----
  [
    "the deadline is ignored",
    "run/admit",
    "self.deadline().is_some_and(|at| at <= self.alarm.now())",
    "self.deadline().is_some_and(|_| false)",
  ],
  [
    "a retry after the deadline is waited for",
    "run/complete",
    "|deadline| due >= deadline",
    "|deadline| due >= deadline + 1e9",
  ],
  [
    "the error before the deadline is lost",
    "run/complete",
    ".attempted(attempts).after(Some(error));",
    ".attempted(attempts).after(None);",
  ],
  [
    "no answer is waited for for ever",
    "run/admit",
    "request.begun + self.policy.timeout)",
    "request.begun + 1e12)",
  ],
  ["a timeout wakes nobody", "run/admit", "hedge, timeout, self.deadline()]", "hedge, self.deadline()]"],
  ["nobody else gets a turn", "run", "const TURN: f64 = 10.0;", "const TURN: f64 = 1e12;"],
  [
    "nobody else gets a turn while a run is ended",
    "run/ending",
    "            self.yield_if_due().await;\n        }\n        while self.observer.has_calls()",
    "        }\n        while self.observer.has_calls()",
  ],
  [
    "a timer that rings is due by the clock alone",
    "alarm",
    "        self.rang = self.rang.max(*rings);\n",
    "",
  ],
  ["timers that ring too early add up", "alarm", "if self.rang > clock + INACCURACY", "if self.rang > clock"],
  ["a fake timer is set by the real clock", "alarm", "if self.rang > clock + INACCURACY", "if false"],
  ["timers are set for longer than they count", "alarm", "LONGEST)", "f64::INFINITY)"],
  [
    "an attempt that times out was answered",
    "run/complete",
    "self.answered(id, &Traffic::default(), Err(error))",
    "self.answered(id, &Traffic { is_answered: true, ..Traffic::default() }, Err(error))",
  ],
  // ---- copies ----
  [
    "the loser is left alive",
    "run/complete",
    "&& let Some(loser) = self.in_flight.take(other)",
    "&& false\n                    && let Some(loser) = self.in_flight.take(other)",
  ],
  [
    "a copy that is being built outlives its original",
    "run/complete",
    "            self.in_flight.take(other);\n",
    "",
  ],
  [
    "copies beyond their share",
    "limits/hedge",
    "(requests.hedged + being_built as u64 + 1) as f64 <=",
    "(requests.hedged + being_built as u64) as f64 <=",
  ],
  ["copies that are being built do not count", "run/admit", "self.in_flight.copies_being_built())", "0)"],
  ["a second copy", "in_flight", "(Some(id), true);", "(Some(id), false);"],
  [
    "a copy of a copy",
    "in_flight",
    "            self.copies_being_built -= 1;\n",
    "            self.copies_being_built -= 1;\n            self.unhedged.push_back(id);\n",
  ],
  [
    "the one that is answered last decides for both",
    "run/complete",
    "Err(_) if other.is_some() => Ok(()),",
    "Err(_) if false => Ok(()),",
  ],
  // ---- ends ----
  [
    "requests live on while the rest is handed on",
    "run/ending",
    "let requests = self.in_flight.take_all();",
    "let requests: Vec<(usize, crate::engine::in_flight::Request<S::Cause>)> = Vec::new();",
  ],
  [
    "callbacks after an error",
    "run/ending",
    "let quietly = !matches!(end, End::Finished);",
    "let quietly = false;",
  ],
  [
    "a batch that failed by the deadline ends no run",
    "run/ending",
    "!quietly && failure_ends =>",
    "!quietly && failure_ends && false =>",
  ],
  [
    "an abort is an end like any other",
    "run/ending",
    "Some(Stop::Aborted(reason)) => End::Aborted(reason),",
    "Some(Stop::Aborted(_)) => End::Finished,",
  ],
  [
    "a batch takes as long to leave as there are batches",
    "sequence",
    "        self.len -= 1;\n",
    "        self.len = self.places.iter().flatten().count();\n",
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
    const { status, signal, stdout, error } = spawnSync(program, args, {
      cwd: copy,
      env,
      encoding: "utf8",
      timeout: LONGEST,
      maxBuffer: 1e9,
    });
    if (error || signal) return "it never ends";
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
    const by =
      failure(simulation, "--skip", "scale::") ??
      failure(build("--lib") ?? [], "engine::") ??
      failure(simulation, "scale::");
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
