import engine from "filter-users/engine.wasm?url";
import * as api from "filter-users/slim";
import { acceptance } from "./suite/acceptance.js";
import { report, service } from "./suite/report.js";

await api.init(engine);
report(await acceptance(service, api));
