import { filterUsers } from "filter-users";
import { tryAll } from "/suite/cases.js";
import { same, some } from "/suite/check.js";
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
};

report(await tryAll(cases, (run) => run()));
