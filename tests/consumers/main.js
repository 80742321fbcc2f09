/** What every consumer runs. */

import * as api from "filter-users";
import { acceptance } from "./suite/acceptance.js";
import { report, service } from "./suite/report.js";

acceptance(service, api).then(report);
