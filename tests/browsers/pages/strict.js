import * as api from "/filter-users.js";
import { acceptance } from "/suite/acceptance.js";
import { report, service } from "./report.js";

report(await acceptance(service, api));
