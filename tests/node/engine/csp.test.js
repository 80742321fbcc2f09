import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const script = `
  import { filterUsers } from "filter-users";
  const fetch = async (url, { body }) => Response.json(JSON.parse(body).ids.map((id) => ({ id })));
  const { passed } = await filterUsers([{ id: 1 }, { id: 2 }], { url: "http://service.test", fetch });
  console.log(passed.length);
`;

it("evaluates no strings as code, as strict content security policies demand", () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", script];
  assert.equal(execFileSync(process.execPath, flags, { cwd, encoding: "utf8" }).trim(), "2");
});
