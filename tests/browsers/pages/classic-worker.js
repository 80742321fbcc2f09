import { answerOf, report } from "./workers.js";

const worker = new Worker("/pages/in-classic-worker.js");
report(await answerOf(worker));
