import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { evenOnes, everyone, refuse, silence, startService } from "../../tests/node/support/service.js";
import { eventually, pause, rejection } from "../../tests/node/support/users.js";
import { filterLines } from "./filter.js";
import { startService as startBalances } from "./service.js";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Lines of users 1 to `count`. @param {number} count */
const linesOf = (count) => Array.from({ length: count }, (_, index) => `{"id":${index + 1},"name":"Zoë"}\n`);

/** @param {string} text */
const sorted = (text) => text.split(/(?<=\n)/).sort();

/** Files that go with the test. @param {import("node:test").TestContext} t @param {string} content */
function files(t, content) {
  const folder = mkdtempSync(join(tmpdir(), "ndjson-test-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const from = join(folder, "from.ndjson");
  writeFileSync(from, content);
  return { from, to: join(folder, "to.ndjson") };
}

/** What Node prints, run in this folder. @param {string[]} args @param {string} [input] */
async function runInChild(args, input = "") {
  const child = spawn(process.execPath, args, { cwd: FOLDER });
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  assert.equal(errors, "");
  return output;
}

describe("what comes out", () => {
  it("are the lines of those who pass, each once", async (t) => {
    const { url } = await startService(t, evenOnes);
    const lines = linesOf(5000);
    const { from, to } = files(t, lines.join(""));
    const where = { ok: true };
    const stats = await filterLines(createReadStream(from), createWriteStream(to), { url, where });
    const expected = lines.filter((_, index) => index % 2 === 1);
    assert.deepEqual(sorted(readFileSync(to, "utf8")), expected.sort());
    assert.deepEqual(stats?.users, { total: 5000, passed: 2500, skipped: 2500, missing: 0, failed: 0 });
  });

  it("is what went in, byte for byte, however it was cut into chunks", async (t) => {
    const { url } = await startService(t, everyone);
    const given = '{"id": 1, "big": 12345678901234567890}\r\n\n{"name":"Zoë 👩‍🚀","id":2}\n  \n{"id":3}';
    const expected = '{"id": 1, "big": 12345678901234567890}\r\n{"name":"Zoë 👩‍🚀","id":2}\n{"id":3}\n';
    for (const size of [1, 2, 3, 7, 1000]) {
      const bytes = Buffer.from(given);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const output = new PassThrough();
      const written = buffer(output);
      await filterLines(Readable.from(chunks), output, { url });
      assert.equal(`${await written}`, expected, `in chunks of ${size} bytes`);
    }
  });

  it("goes from standard input to standard output", async (t) => {
    const { url } = await startService(t, evenOnes);
    const code = `
      import { filterLines } from "./filter.js";
      await filterLines(process.stdin, process.stdout, { url: "${url}", where: { ok: true } });
    `;
    const output = await runInChild(["--input-type=module", "--eval", code], linesOf(1000).join(""));
    assert.deepEqual(
      sorted(output),
      linesOf(1000)
        .filter((_, index) => index % 2 === 1)
        .sort(),
    );
  });
});

describe("an output that stops reading", () => {
  it("stops the requests", async (t) => {
    const service = await startService(t, everyone);
    const options = { url: service.url, batchSize: 50, concurrency: 4 };
    const input = Readable.from(linesOf(20_000).map((line) => Buffer.from(line)));
    /** @type {() => void} */
    let goOn = () => {};
    let written = 0;
    const output = new Writable({
      highWaterMark: 1,
      write(chunk, _, done) {
        written += chunk.length;
        if (goOn === undefined) done();
        else goOn = done;
      },
    });
    const filtered = filterLines(input, output, options);
    await eventually(() => service.log.length >= 4 && service.inFlight === 0, "the first are answered");
    await pause(200);
    assert.ok(service.log.length <= 2 * 4 + 2, `${service.log.length} requests were sent`);
    const first = goOn;
    goOn = /** @type {any} */ (undefined);
    first();
    await filtered;
    assert.equal(service.log.length, 400);
    assert.equal(written, Buffer.byteLength(linesOf(20_000).join("")), "and then all comes");
  });

  for (const what of ["breaks", "is given up by the caller"]) {
    it(`ends the requests when it ${what}, though nothing is being written`, async (t) => {
      const service = await startService(t, (seen) => (seen.index === 0 ? everyone(seen) : silence));
      const mine = new Error("mine");
      const controller = new AbortController();
      const output = new PassThrough();
      const input = Readable.from(linesOf(1000).map((line) => Buffer.from(line)));
      const options = { url: service.url, batchSize: 10, signal: controller.signal };
      const filtered = rejection(filterLines(input, output, options));
      await eventually(() => output.readableLength > 0 && service.inFlight === 6, "others are waited for");
      if (what === "breaks") output.destroy(mine);
      else controller.abort(mine);
      const error = await filtered;
      assert.equal(what === "breaks" ? error : error.cause, mine);
      await eventually(() => service.inFlight === 0 && input.destroyed, "all is let go");
    });
  }
});

describe("what ends it by an error", () => {
  /** Filters `content`, whose input has to be let go. @param {import("node:test").TestContext} t @param {string} content */
  async function errorOf(t, content, script = /** @type {any} */ (everyone)) {
    const { url } = await startService(t, script);
    const { from, to } = files(t, content);
    const input = createReadStream(from);
    const output = createWriteStream(to);
    const error = await rejection(filterLines(input, output, { url, batchSize: 10, retry: 0 }));
    await eventually(() => input.closed && output.closed, "both files are closed");
    assert.equal(/** @type {any} */ (input).fd, null);
    return error;
  }

  for (const [what, line, message] of [
    ["no JSON", '{"id":1', /^Line 4321 is not JSON \(.+\)\. Mend or remove it/],
    ["no object", "null", /^Line 4321 is no object with "id"\./],
    ["an object without a key", '{"ID":1}', /^Line 4321 is no object with "id"\./],
    ["far too long", "x".repeat(3e6), /^Line 4321 is longer than 1048576 characters\./],
  ]) {
    it(`is a line that is ${what}; it is named, and the files are closed`, async (t) => {
      const lines = linesOf(9000);
      lines[4320] = `${line}\n`;
      lines[17] = "\n";
      assert.match((await errorOf(t, lines.join(""))).message, /** @type {RegExp} */ (message));
    });
  }

  it("is a line that never ends, before all memory is taken", async () => {
    let read = 0;
    const input = Readable.from(
      (function* () {
        for (; read < 1000; read++) yield Buffer.alloc(1e6, "x");
      })(),
    );
    const error = await rejection(filterLines(input, new PassThrough(), { url: "http://localhost" }));
    assert.match(error.message, /^Line 1 is longer/);
    assert.ok(read < 30, `${read} MB were read`);
  });

  it("is the first batch that fails", async (t) => {
    const error = await errorOf(t, linesOf(1000).join(""), (/** @type {any} */ seen) =>
      seen.ids.includes(500) ? refuse(403) : everyone(seen),
    );
    assert.equal(error.code, "HTTP_STATUS");
  });

  it("is a deadline, though no batch fails by it", async (t) => {
    const { url } = await startService(t, everyone);
    const output = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => setTimeout(done, 400),
    });
    const input = Readable.from(linesOf(1000).map((line) => Buffer.from(line)));
    const options = { url, batchSize: 10, concurrency: 2, deadline: 300 };
    const error = await rejection(filterLines(input, output, options));
    assert.equal(error.code, "DEADLINE");
  });

  it("is a file that is not there", async (t) => {
    const { url } = await startService(t, everyone);
    const { from, to } = files(t, "");
    const error = await rejection(filterLines(createReadStream(`${from}?`), createWriteStream(to), { url }));
    assert.equal(error.code, "ENOENT");
  });
});

describe("the memory it takes", () => {
  /** Most resident memory of a process that filters a file of `count` long lines, in MiB. */
  async function peak(/** @type {import("node:test").TestContext} */ t, /** @type {number} */ count) {
    const name = "x".repeat(500);
    const content = Array.from({ length: count }, (_, id) => `{"id":${id},"name":"${name}"}\n`);
    const { from, to } = files(t, content.join(""));
    const code = `
      import { createReadStream, createWriteStream } from "node:fs";
      import { filterLines } from "./filter.js";
      import { startService } from "./service.js";
      const service = await startService();
      const [from, to] = ${JSON.stringify([from, to])};
      await filterLines(createReadStream(from), createWriteStream(to), { url: service.url });
      service.close();
      console.log(process.resourceUsage().maxRSS / 1024);
    `;
    const output = await runInChild(["--input-type=module", "--eval", code]);
    assert.equal(readFileSync(to).length, readFileSync(from).length, "all pass");
    return Number(output);
  }

  it("does not grow with the file", async (t) => {
    const [few, many] = [await peak(t, 20_000), await peak(t, 200_000)];
    t.diagnostic(`${few.toFixed(0)} MiB for 20,000 lines, ${many.toFixed(0)} MiB for 200,000`);
    // The file is 90 MiB longer.
    assert.ok(many - few < 60, `${few} MiB for 20,000 lines, ${many} MiB for 200,000`);
  });

  it("is told by the example", async () => {
    const output = await runInChild(["main.js", "--lines=3000"]);
    assert.match(output, /^lines +3,000 in, 1,497 out\ntime .+ users a second\nmemory +\d+ MiB .+\n.+\n$/);
  });
});

it("its service refuses a body that is no JSON, and lives on", async (t) => {
  const service = await startBalances();
  t.after(service.close);
  for (const body of ["{", "", "null", '{"ids":1}']) {
    const { status } = await fetch(`${service.url}`, { method: "POST", body });
    assert.equal(status, 400, body);
  }
});
