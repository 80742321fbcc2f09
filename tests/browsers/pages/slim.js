import * as api from "filter-users/slim";
import { acceptance } from "/suite/acceptance.js";
import { tryAll } from "/suite/cases.js";
import { rejection, same, some } from "/suite/check.js";
import { report, service } from "./report.js";

const cases = {
  async "a call before init says what to do"() {
    const error = await rejection(api.filterUsers([{ id: 1 }], { url: service }));
    same(error.code, "ENGINE", "code");
    some(error.message.includes("init(source)"), `it names init: ${error.message}`);
  },

  async "a failed load says why, and can be tried again"() {
    const error = await rejection(api.init("/nothing.wasm"));
    same(error.code, "ENGINE", "code");
    some(error.message.includes("404"), `it says why: ${error.message}`);
    await api.init(import.meta.resolve("filter-users/engine.wasm"));
  },
};

const own = await tryAll(cases, (run) => run());
report([...own, ...(await acceptance(service, api))]);
