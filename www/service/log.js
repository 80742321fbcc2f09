/** Counts what the service saw of `POST /v1/balances:batchGet`, and its open sockets. */

/** @typedef {ReturnType<typeof createLog>} Log */

export function createLog() {
  const inFlight = createGauge();
  const sockets = createGauge();
  const counts = emptyCounts();

  return {
    /** @param {import("node:http").ServerResponse} response */
    request(response) {
      counts.requests++;
      inFlight.up();
      response.once("close", () => {
        inFlight.down();
        if (!response.writableFinished) counts.unfinished++;
        else counts.byStatus[response.statusCode] = (counts.byStatus[response.statusCode] ?? 0) + 1;
      });
    },

    /** @param {number} count */
    asked(count) {
      counts.ids += count;
    },

    /** @param {import("node:net").Socket} socket */
    socket(socket) {
      sockets.up();
      socket.once("close", sockets.down);
    },

    read: () => ({ ...counts, inFlight: inFlight.read(), sockets: sockets.read() }),

    reset() {
      Object.assign(counts, emptyCounts());
      inFlight.reset();
      sockets.reset();
    },
  };
}

function emptyCounts() {
  return {
    requests: 0,
    /** Of all requests with a readable body, refused ones too. */
    ids: 0,
    /** @type {Record<string, number>} */
    byStatus: {},
    /** Answers that did not reach their end: cut by a dial, or the client went away. */
    unfinished: 0,
  };
}

function createGauge() {
  let now = 0;
  let max = 0;
  return {
    up() {
      now++;
      max = Math.max(max, now);
    },
    down() {
      now--;
    },
    read: () => ({ now, max }),
    reset() {
      max = now;
    },
  };
}
