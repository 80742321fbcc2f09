/** Goes away while the service is asked; the page that comes next reports what the service saw of that. */

import { filterUsers } from "filter-users";
import { service } from "./report.js";

const ask = crypto.randomUUID();
filterUsers([{ id: 2 }], { url: `${service}/${ask}/hangs` });
await fetch(`${service}/${ask}/waits`);
const next = new URLSearchParams(location.search);
next.set("service", `${service}/${ask}`);
location.href = `/page/left?${next}`;
