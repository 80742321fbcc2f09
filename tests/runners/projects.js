/**
 * A project as somebody may have one: `package.json` in its folder names the runner, and how it is set up.
 *
 * @typedef {object} Project
 * @property {string} folder
 * @property {string} name
 * @property {"jest" | "vitest"} runner
 * @property {string} size of what is installed
 * @property {boolean} [isTypeScript] whether the cases are, too
 */

/** @type {Project[]} */
export const projects = [
  { folder: "jest-29", name: "Jest 29", runner: "jest", size: "60 MB" },
  { folder: "jest-30", name: "Jest 30", runner: "jest", size: "60 MB" },
  { folder: "jest-30-ts", name: "Jest 30 by ts-jest", runner: "jest", size: "90 MB", isTypeScript: true },
  { folder: "jest-30-swc", name: "Jest 30 by swc", runner: "jest", size: "90 MB" },
  { folder: "vitest-2", name: "Vitest 2", runner: "vitest", size: "60 MB" },
  { folder: "vitest-4", name: "Vitest 4", runner: "vitest", size: "60 MB" },
];
