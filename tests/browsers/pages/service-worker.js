import { answerOf, report } from "./workers.js";

const registration = await navigator.serviceWorker.register("/in-service-worker.js");
const worker = /** @type {ServiceWorker} */ (registration.installing ?? registration.active);
const cases = await answerOf(worker);
await registration.unregister();
report(cases);
