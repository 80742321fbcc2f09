/**
 * Goes away while the service is asked, but may be kept for whoever goes back. A browser may then keep the requests as
 * well: a page that wants them ended has to end them itself.
 */

import { filterUsers } from "filter-users";
import { asked, next } from "./leaving.js";
import { service } from "./report.js";

const controller = new AbortController();
addEventListener("pagehide", () => controller.abort());
const { signal } = controller;
filterUsers([{ id: 2 }], { url: `${service}/${asked}/hangs`, signal, onAbort: "partial" });
location.href = await next();
