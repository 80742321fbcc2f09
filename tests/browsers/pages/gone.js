/** Goes away for good while the service is asked; the page that comes next reports what the service saw of that. */

import { filterUsers } from "filter-users";
import { asked, next } from "./leaving.js";
import { service } from "./report.js";

filterUsers([{ id: 2 }], { url: `${service}/${asked}/hangs`, onAbort: "partial" });
const page = await next();
// Takes the place of this page, to which nobody can then go back.
location.replace(page);
