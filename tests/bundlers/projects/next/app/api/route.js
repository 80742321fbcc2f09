import * as api from "filter-users";
import { acceptance } from "../../suite/acceptance.js";

/** @param {Request} request */
export async function GET(request) {
  const service = new URL(request.url).searchParams.get("service") ?? "";
  return Response.json(await acceptance(service, api));
}
