import { readFileSync } from "node:fs";
import { buildDecoders } from "./build.js";
import { judge } from "./candidates/by-fetch.js";
import { BATCH_SIZE, chunk, MINIMUM, makeReply, makeUsers, USERS } from "./data.js";

export const OURS = "filter-users";
export const JSON_PARSE = "JSON.parse + Map + filter";
const PEERS = ["serde_json", "simd_json", "sonic_rs", "jiter"];

/**
 * @typedef {import("./data.js").User} User
 * @typedef {{ users: User[], keys: Uint8Array, reply: Uint8Array }} Asked a reply, and whom it is about: the users, and their keys as
 * the request had them
 * @typedef {(asked: Asked) => User[]} Decoder throws for a reply that it refuses
 */

const text = new TextDecoder("utf-8", { fatal: true });

/** @type {Decoder} */
const jsonParse = ({ users, reply }) => judge(users, JSON.parse(text.decode(reply)));

/**
 * Ways from the bytes of a reply to the users that pass.
 *
 * @param {{ peers: boolean }} which
 * @returns {Promise<Record<string, Decoder>>}
 */
export async function decoders(which) {
  const module = await WebAssembly.compile(readFileSync(buildDecoders(which)));
  const names = which.peers ? [OURS, ...PEERS] : [OURS];
  const onWasm = names.map((name) => [name.replace("_", "-"), onWasmBy(module, name.replace("-", "_"))]);
  return { ...Object.fromEntries(onWasm), [JSON_PARSE]: jsonParse };
}

/**
 * @param {WebAssembly.Module} module
 * @param {string} name
 * @returns {Decoder}
 */
function onWasmBy(module, name) {
  const engine = /** @type {any} */ (new WebAssembly.Instance(module, unusedImports(module)).exports);
  /** @param {Uint8Array} bytes */
  const write = (bytes) => {
    const at = engine.input(bytes.length);
    new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  };
  engine.begin(MINIMUM);
  return ({ users, keys, reply }) => {
    engine.ask(write(keys));
    if (!engine[name](write(reply))) throw new SyntaxError(`${name} refuses the reply`);
    const verdicts = new Uint8Array(engine.memory.buffer, engine.verdicts(), users.length);
    const passed = [];
    // As the package does it (pkg/run.js).
    for (let index = 0; index < users.length; index++) if (verdicts[index] === 1) passed.push(users[index]);
    return passed;
  };
}

/** The package's face to JavaScript is linked with its decoder, but not called. @param {WebAssembly.Module} module */
function unusedImports(module) {
  /** @type {WebAssembly.Imports} */
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== "function") throw new Error(`The decoders want ${kind} ${name}`);
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`The decoders called ${name}`);
    };
  }
  return imports;
}

/**
 * All the replies of a run.
 *
 * @param {import("./data.js").RowKind} kind
 */
export function replies(kind) {
  return chunk(makeUsers(USERS), BATCH_SIZE).map((users) => {
    const ids = users.map(({ id }) => id);
    return about(users, new Uint8Array(makeReply(kind, ids)));
  });
}

/**
 * @param {User[]} users
 * @param {Uint8Array} reply
 * @returns {Asked}
 */
export function about(users, reply) {
  const ids = users.map(({ id }) => id);
  return { users, keys: new TextEncoder().encode(JSON.stringify(ids)), reply };
}

/**
 * Each decoder over all the replies.
 *
 * @param {Record<string, Decoder>} decoders
 * @param {Asked[]} replies
 * @returns {Record<string, () => import("./measure.js").Work>}
 */
export function decodeAll(decoders, replies) {
  return Object.fromEntries(
    Object.entries(decoders).map(([name, decode]) => [
      name,
      () => async () => {
        for (const asked of replies) decode(asked);
      },
    ]),
  );
}
