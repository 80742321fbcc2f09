import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterUsers, streamUsers } from "filter-users";
import { ids, pause, rejection, users } from "../support/users.js";

/** A service that notes whom it is asked about, and when. */
function service() {
  /** @type {{ at: number, ids: number[] }[]} */
  const asked = [];
  const began = performance.now();
  const send = async (/** @type {readonly any[]} */ batch) => {
    asked.push({ at: performance.now() - began, ids: batch.map((user) => user.id) });
    return batch;
  };
  return { asked, send, sizes: () => asked.map((batch) => batch.ids.length) };
}

/**
 * Users that come one by one, and the last thing that happens.
 *
 * @param {[number, number][]} plan milliseconds to wait, and how many users come then
 * @param {() => unknown} [end]
 */
async function* trickle(plan, end) {
  let next = 1;
  for (const [ms, count] of plan) {
    await pause(ms);
    for (let index = 0; index < count; index++) yield { id: next++ };
  }
  await end?.();
}

describe("maxWait", () => {
  it("sends a batch that is not full when its first user has waited so long", async () => {
    const { asked, send, sizes } = service();
    const source = trickle([
      [0, 1],
      [30, 1],
      [800, 3],
    ]);
    const { passed } = await filterUsers(source, { send, batchSize: 3, maxWait: 100 });
    assert.deepEqual(ids(passed), [1, 2, 3, 4, 5]);
    assert.deepEqual(sizes(), [2, 3]);
    const [first] = asked;
    assert.ok(
      Number(first?.at) >= 95 && Number(first?.at) < 700,
      `by the age of the oldest, not at ${first?.at}`,
    );
  });

  it("counts from the first user of each batch, however many batches there are", async () => {
    const { send, sizes } = service();
    const source = trickle(Array.from({ length: 12 }, () => /** @type {[number, number]} */ ([20, 1])));
    const { passed } = await filterUsers(source, { send, batchSize: 100, maxWait: 50 });
    assert.equal(passed.length, 12);
    assert.ok(sizes().length >= 3 && sizes().length <= 7, `batches of ${sizes()}`);
    assert.ok(sizes().every((size) => size < 12));
  });

  it("lets users of a slow source out of a stream", async () => {
    const { send } = service();
    let isOver = false;
    const source = trickle([[0, 2]], () => pause(500).then(() => (isOver = true)));
    const read = [];
    for await (const { id } of streamUsers(source, { send, batchSize: 100, maxWait: 20 })) {
      read.push(id);
      if (read.length === 2) assert.ok(!isOver, "though the source has not ended");
    }
    assert.deepEqual(read, [1, 2]);
  });

  it("sends at once what there is where it is 0", async () => {
    const { send, sizes } = service();
    const source = trickle([
      [0, 1],
      [30, 1],
    ]);
    await filterUsers(source, { send, batchSize: 100, maxWait: 0 });
    assert.deepEqual(sizes(), [1, 1]);
  });

  it("changes nothing for users that are there", async () => {
    const { send, sizes } = service();
    await filterUsers(users(10), { send, batchSize: 4, maxWait: 0 });
    await filterUsers(new Set(users(10)), { send, batchSize: 4, maxWait: 0 });
    assert.deepEqual(sizes(), [4, 4, 2, 4, 4, 2]);
  });

  it("waits for a place, and takes then what has come meanwhile", async () => {
    const sizes = /** @type {number[]} */ ([]);
    const send = async (/** @type {readonly any[]} */ batch) => {
      sizes.push(batch.length);
      await pause(100);
      return batch;
    };
    const source = trickle([
      [0, 1],
      [40, 1],
      [10, 1],
    ]);
    await filterUsers(source, { send, batchSize: 100, maxWait: 10, concurrency: 1 });
    assert.deepEqual(sizes, [1, 2]);
  });

  it("loses nobody when the source throws after a batch has gone", async () => {
    const { send } = service();
    const thrown = new Error("the cursor was lost");
    const source = trickle(
      [
        [0, 2],
        [60, 1],
      ],
      () => {
        throw thrown;
      },
    );
    const error = await rejection(filterUsers(source, { send, batchSize: 100, maxWait: 20 }));
    assert.equal(error, thrown);
  });

  it("throws what the source threw while nothing was wanted of it", async () => {
    const thrown = new Error("the cursor was lost");
    const send = async (/** @type {readonly any[]} */ batch) => {
      await pause(80);
      return batch;
    };
    const source = trickle([[0, 1]], async () => {
      await pause(40);
      throw thrown;
    });
    const running = filterUsers(source, { send, batchSize: 100, maxWait: 10, concurrency: 1 });
    assert.equal(await rejection(running), thrown);
  });

  it("goes on however many batches go that are not full", async () => {
    const { send } = service();
    async function* many() {
      for (let id = 0; id < 3_000; id++) {
        if (id % 10 === 0) await pause(0);
        yield { id };
      }
    }
    const { passed } = await filterUsers(many(), { send, batchSize: 100, maxWait: 0 });
    assert.equal(passed.length, 3_000);
  });

  for (const maxWait of [-1, "1s", Number.NaN, null]) {
    it(`is refused as ${JSON.stringify(maxWait)}`, async () => {
      const options = { url: "http://service.test", maxWait: /** @type {any} */ (maxWait) };
      await assert.rejects(filterUsers([], options), {
        code: "INVALID_OPTION",
        message: /^Expected `maxWait` to be a number of milliseconds from 0 up, got /,
      });
    });
  }
});
