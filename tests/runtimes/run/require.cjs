/** For Node: the package by `require`. */

const api = require("filter-users");

import("../acceptance.js").then(async ({ acceptance }) => {
  const cases = await acceptance(process.argv[2], api);
  console.log(JSON.stringify({ version: process.versions.node, cases }));
});
