import { service } from "./report.js";

/** The name by which the service knows what is asked here. */
export const asked = crypto.randomUUID();

/** The page to go to, once the service has been asked. */
export async function next() {
  await fetch(`${service}/${asked}/waits`);
  const parameters = new URLSearchParams(location.search);
  parameters.set("service", `${service}/${asked}`);
  return `/page/left?${parameters}`;
}
