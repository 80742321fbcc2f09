import { tryAll } from "/suite/cases.js";
import { same } from "/suite/check.js";
import { report, service } from "./report.js";

const cases = {
  async "leaving a page aborts its requests"() {
    same(await (await fetch(`${service}/left`)).json(), { left: 1, hanging: 0 }, "requests");
  },
};

report(await tryAll(cases, (run) => run()));
