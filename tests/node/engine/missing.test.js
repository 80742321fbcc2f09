import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

/**
 * What a call is told where something is missing.
 *
 * @param {string} setting that takes it away, when Node has no need of it any more
 * @param {string[]} [flags] of Node
 * @returns {{ code: string, message: string }}
 */
function refusal(setting, flags = []) {
  const script = `
    import { filterUsers } from "filter-users";
    ${setting}
    const { code, message } = await filterUsers([{ id: 1 }], { send: async (batch) => batch }).catch((error) => error);
    console.log(JSON.stringify({ code, message }));
  `;
  // Node's own `fetch` needs WebAssembly, too, and is not handled.
  const args = [...flags, "--unhandled-rejections=none", "--input-type=module", "--eval", script];
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: "utf8" }));
}

describe("an engine that cannot be loaded says what to do", () => {
  it("where there is no WebAssembly", () => {
    const told = [refusal("delete globalThis.WebAssembly;"), refusal("", ["--jitless"])];
    for (const { code, message } of told) {
      assert.equal(code, "ENGINE");
      for (const part of ["no WebAssembly", "React Native", "lockdown", "--jitless"])
        assert.ok(message.includes(part), `${part}: ${message}`);
    }
  });

  it("where nothing may be compiled", () => {
    const { code, message } = refusal(
      'WebAssembly.instantiate = async () => { throw new WebAssembly.CompileError("disallowed by embedder"); };',
    );
    assert.equal(code, "ENGINE");
    for (const part of [
      "disallowed by embedder",
      "script-src 'self' 'wasm-unsafe-eval'",
      "content_security_policy.extension_pages",
      "`workerd`, `edge-light` or `unwasm`",
      'serverExternalPackages: ["filter-users"]',
      "init() the module",
    ])
      assert.ok(message.includes(part), `${part}: ${message}`);
  });
});
