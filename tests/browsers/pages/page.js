import * as api from "filter-users";
import { acceptance } from "/suite/acceptance.js";
import { report, service } from "./report.js";

report(await acceptance(service, api));
