import * as api from "filter-users";
import { acceptance } from "./suite/acceptance.js";

acceptance(process.argv[2], api).then((cases) => console.log(JSON.stringify({ cases })));
