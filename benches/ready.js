/** A service that answers at once: its replies are `Response`s made before the clock starts, handed out in turn. */

import { BATCH_SIZE, chunk, makeReply } from "./data.js";

/**
 * @param {import("./data.js").RowKind} kind
 * @param {import("./data.js").User[]} users
 * @returns {() => import("./serve.js").Service} Makes a service for one run over all the users.
 */
export function readyService(kind, users) {
  const bodies = chunk(users, BATCH_SIZE).map(
    (batch) =>
      new Uint8Array(
        makeReply(
          kind,
          batch.map(({ id }) => id),
        ),
      ),
  );
  const init = { headers: { "content-type": "application/json" } };
  return () => {
    const responses = bodies.map((body) => new Response(body, init));
    let next = 0;
    return { url: "http://service.example/", fetch: async () => responses[next++] };
  };
}
