import { filterUsers } from "/filter-users.js";
import { tryAll } from "/suite/cases.js";
import { rejection, same, some } from "/suite/check.js";
import { report, service } from "./report.js";

const cases = {
  async "a policy without 'wasm-unsafe-eval' gets an error that says to add it"() {
    const error = await rejection(filterUsers([{ id: 1 }], { url: service }));
    same([error.name, error.code], ["FilterUsersError", "ENGINE"], "error");
    some(error.cause instanceof Error, "what the browser says is its cause");
    for (const part of [
      error.cause.message,
      "Content-Security-Policy",
      "script-src 'self' 'wasm-unsafe-eval'",
    ])
      some(error.message.includes(part), `it says ${part}: ${error.message}`);
  },
};

report(await tryAll(cases, (run) => run()));
