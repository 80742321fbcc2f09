import { filterUsers } from "filter-users";
import { tryAll } from "/suite/cases.js";
import { rejection, same, some } from "/suite/check.js";
import { report } from "./report.js";

const send = async (/** @type {any} */ batch) => batch;
const call = () => filterUsers([{ id: 1 }, { id: 2 }], { send });

/** Whatever makes a module or an instance of bytes. @type {any} */
const platform = WebAssembly;
const MAKERS = ["compile", "compileStreaming", "instantiate", "instantiateStreaming"];
const originals = { ...Object.fromEntries(MAKERS.map((name) => [name, platform[name]])) };

const cases = {
  async "a browser without SIMD is told what it takes"() {
    const { validate } = platform;
    platform.validate = () => false;
    platform.instantiate = async () => {
      throw new WebAssembly.CompileError("what is 0xfd?");
    };
    const error = await rejection(call());
    Object.assign(platform, originals, { validate });
    same(error.code, "ENGINE", "code");
    same(error.cause.name, "CompileError", "cause");
    for (const part of ["what is 0xfd?", "SIMD", "Chrome 96", "Firefox 90", "Safari 16.4"])
      some(error.message.includes(part), `it says ${part}: ${error.message}`);
  },

  async "one compilation for all first calls, though a load has failed, and none for later ones"() {
    let made = 0;
    for (const name of MAKERS)
      platform[name] = (/** @type {any[]} */ ...args) => {
        made++;
        return originals[name](...args);
      };
    const { Module, Instance } = platform;
    const counted = (/** @type {any} */ type) =>
      new Proxy(type, {
        construct(target, args) {
          made++;
          return Reflect.construct(target, args);
        },
      });
    Object.assign(platform, { Module: counted(Module), Instance: counted(Instance) });
    const first = await Promise.all(Array.from({ length: 20 }, call));
    const later = await call();
    Object.assign(platform, originals, { Module, Instance });
    for (const { passed } of [...first, later]) same(passed.length, 2, "passed");
    same(made, 1, "compilations");
  },
};

report(await tryAll(cases, (run) => run()));
