export { GET } from "../api/route.js";
export const runtime = "edge";
