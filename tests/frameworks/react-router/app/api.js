import * as api from "filter-users";
import { acceptance } from "../suite/acceptance.js";

export const loader = async ({ request }) =>
  Response.json(await acceptance(new URL(request.url).searchParams.get("service"), api));
