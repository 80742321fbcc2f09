import { filterUsers, partialResult } from "filter-users";
import { tryAll } from "/suite/cases.js";
import { rejection, same, some } from "/suite/check.js";
import { report, service } from "./report.js";

const ask = crypto.randomUUID();
/** @param {string} name @param {RequestInit} [request] */
const filtered = (name, request) =>
  filterUsers([{ id: 1 }], { url: `${service}/${ask}/${name}`, request, retry: 0 });

const cases = {
  async "a service that allows no other origin is NETWORK, and the message names what to check"() {
    const { error } = (await filtered("closed")).failed[0];
    same(error.code, "NETWORK", "code");
    some(error.cause instanceof TypeError, "what the browser says is its cause");
    for (const part of [service, location.origin, "access-control-allow-origin", "connect-src"])
      some(error.message.includes(part), `it says ${part}: ${error.message}`);
  },

  async "a failure at the own origin has nothing to do with that"() {
    const { failed } = await filterUsers([{ id: 1 }], { url: `/service/${ask}/loses`, retry: 0 });
    same(failed[0].error.code, "NETWORK", "code");
    some(!failed[0].error.message.includes("CORS"), `it does not say CORS: ${failed[0].error.message}`);
  },

  async "cookies go along with credentials: include, and only then"() {
    await fetch(`${service}/${ask}/greets`, { credentials: "include" });
    const { failed } = await filtered("known");
    same([failed[0]?.error.code, failed[0]?.error.status], ["HTTP_STATUS", 401], "without");
    const { passed } = await filtered("known", { credentials: "include" });
    same(passed.length, 1, "with");
  },

  async "a page that is gone for good ends its runs, and one that may come back does not"() {
    const run = filterUsers([{ id: 2 }], { url: `${service}/${ask}/hangs` });
    let hasEnded = false;
    const error = rejection(run).finally(() => {
      hasEnded = true;
    });
    await fetch(`${service}/${ask}/waits`);
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    // Long enough for what is aborted to be seen to be.
    await fetch(`${service}/${ask}/waits`);
    same(hasEnded, false, "ended by a page that may come back");
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
    same((await error).code, "ABORTED", "code");
    same(partialResult(await error)?.failed.length, 1, "failed");
    same(await (await fetch(`${service}/${ask}/left`)).json(), { left: 1, hanging: 0 }, "requests");
  },
};

report(await tryAll(cases, (run) => run()));
