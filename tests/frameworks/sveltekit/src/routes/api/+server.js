import { json } from "@sveltejs/kit";
import * as api from "filter-users";
import { acceptance } from "../../../suite/acceptance.js";

export const GET = async ({ url }) => json(await acceptance(url.searchParams.get("service"), api));
