import * as api from "filter-users";
import { acceptance } from "./suite/acceptance.js";

/** @param {{ service: string }} event */
export const handler = async ({ service }) => ({ cases: await acceptance(service, api) });
