import * as api from "filter-users";
import { acceptance } from "../../suite/acceptance.js";

export default defineEventHandler((event) => acceptance(getQuery(event).service, api));
