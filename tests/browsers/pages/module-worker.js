import { answerOf, report } from "./workers.js";

const worker = new Worker("/pages/in-module-worker.js", { type: "module" });
report(await answerOf(worker));
