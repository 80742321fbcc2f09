import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { evenOnes, everyone, refuse, startService } from "../../tests/node/support/service.js";
import { eventually, pause } from "../../tests/node/support/users.js";
import { runFirstCommand } from "../../tests/recipe.js";
import { DENO, startScript } from "./demo/script.js";

const GOOD = '{"ok":true}';

const isMissing = !existsSync(DENO);
// Where nobody looks on, what could not be tried must not pass for good.
assert.ok(!(isMissing && process.env.CI), "there is a Deno for this platform");
const skip = isMissing && "Deno is not there: `node setup.js` brings it, if there is one for this platform";

/** Lines of users 1 to `count`. @param {number} count */
const linesOf = (count) => Array.from({ length: count }, (_, index) => `{"id":${index + 1},"name":"Zoë"}\n`);
/** @param {string} text */
const sorted = (text) => text.split(/(?<=\n)/).sort();

/** @param {string} url @param {string | Buffer} input @param {string[]} args */
async function filter(url, input, args = [url, GOOD]) {
  const child = startScript(url, args);
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { output, errors, status };
}

describe("the Deno script", { skip }, () => {
  it("runs by what the README begins with", async (t) => {
    const output = await runFirstCommand(t, import.meta.dirname).output();
    assert.match(output, /^1000 users: 494 passed, 496 skipped, 10 missing; 4 requests, \d+\.\d s$/m);
    assert.match(output, /^\{"id":\d+,"email":"user\.\d+@example\.com"\}$/m);
  });

  it("writes the lines of those who pass, each once, and then the figures", async (t) => {
    const service = await startService(t, evenOnes);
    const lines = linesOf(1000);
    const { output, errors, status } = await filter(service.url, lines.join(""));
    assert.equal(status, 0, errors);
    assert.deepEqual(sorted(output), lines.filter((_, index) => index % 2 === 1).sort());
    assert.match(errors, /^1000 users: 500 passed, 500 skipped, 0 missing; 4 requests, \d+\.\d s\n$/);
    assert.equal(service.log.length, 4);
  });

  it("writes lines as they were, without empty ones and with an end", async (t) => {
    const { url } = await startService(t, everyone);
    const input = '{"id": 1, "big": 12345678901234567890}\r\n\n{"name":"Zoë 👩‍🚀","id":"2"}\n  \n{"id":3}';
    const { output } = await filter(url, input);
    assert.equal(
      output,
      '{"id": 1, "big": 12345678901234567890}\r\n{"name":"Zoë 👩‍🚀","id":"2"}\n{"id":3}\n',
    );
  });

  it("writes a batch while others are still to come", async (t) => {
    const { url } = await startService(t, everyone);
    const child = startScript(url, [url, GOOD]);
    const lines = linesOf(300);
    child.stdin.write(lines.slice(0, 260).join(""));
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    await eventually(() => output === lines.slice(0, 250).join(""), "the first batch is written");
    child.stdin.end(lines.slice(260).join(""));
    assert.deepEqual(await once(child, "close"), [0, null]);
    assert.equal(output, lines.join(""));
  });

  it("stops asking when nobody reads what it writes", async (t) => {
    const service = await startService(t, everyone);
    const child = startScript(service.url, [service.url, GOOD]);
    const name = "x".repeat(1000);
    child.stdin.end(Array.from({ length: 50_000 }, (_, id) => `{"id":${id},"name":"${name}"}\n`).join(""));
    await eventually(() => service.log.length > 0, "it begins");
    await pause(500);
    assert.ok(service.log.length < 30, `${service.log.length} of 200 requests were sent`);
    const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
    assert.equal(output.split("\n").length, 50_001, "and then all comes");
  });

  for (const [what, line, message] of /** @type {[string, string | Buffer, RegExp][]} */ ([
    ["no JSON", '{"id":1', /^Line 432 is not JSON \(.+\)\. Mend or remove it, and filter again\.\n$/],
    ["no object", "null", /^Line 432 is no object whose "id" is a string or an integer/],
    ["without an id", '{"ID":1}', /^Line 432 is no object whose "id" is/],
    ["with an id that is too long", '{"id":12345678901234567890}', /^Line 432 is no object whose "id" is/],
    ["far too long", "x".repeat(3e6), /^Line 432 is longer than 1048576 characters\./],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22]), /^Line \d+ or one soon after it is not UTF-8\./],
  ])) {
    it(`ends with the number of a line that is ${what}`, async (t) => {
      const { url } = await startService(t, everyone);
      const lines = /** @type {(string | Buffer)[]} */ (linesOf(1000));
      lines[17] = "\n";
      lines[431] = Buffer.concat([Buffer.from(line), Buffer.from("\n")]);
      const { errors, status } = await filter(url, Buffer.concat(lines.map((each) => Buffer.from(each))));
      assert.match(errors, message);
      assert.equal(status, 1);
    });
  }

  for (const [what, args, message] of /** @type {[string, string[], RegExp][]} */ ([
    ["no arguments", [], /^It takes two arguments, and got 0\.\nHow it is called:/],
    ["an address that is none", ["balances", GOOD], /^This is no address: balances\nHow/],
    ["a condition that is no JSON", ["http://x", "{ok:true}"], /^The condition has .+ is: \{ok:true\}\nHow/],
    ["a condition that is no object", ["http://x", "[5]"], /^The condition has .+ is: \[5\]\nHow/],
    ["an unknown operator", ["http://x", '{"a":{"$gtt":1}}'], /did you mean `\$gt`\?/],
    ["a host that is not allowed", ["http://127.0.0.2/", GOOD], /net access to "127\.0\.0\.2:80", run again/],
  ])) {
    it(`says what is wrong with ${what}, though its input stays open`, async (t) => {
      const service = await startService(t, everyone);
      const child = startScript(service.url, args);
      child.stdin.on("error", () => {});
      child.stdin.write(linesOf(1000).join(""));
      const [output, errors, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      assert.match(errors, message);
      assert.deepEqual([status, output, service.log.length], [1, "", 0]);
    });
  }

  it("ends with the first batch that fails", async (t) => {
    const { url } = await startService(t, (seen) => (seen.ids.includes(500) ? refuse(403) : everyone(seen)));
    const { errors, status } = await filter(url, linesOf(1000).join(""));
    assert.match(errors, /403/);
    assert.equal(status, 1);
  });
});
