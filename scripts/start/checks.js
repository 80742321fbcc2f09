/** What must be right before anything can be installed or built. */

import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

const NODE = { major: 20, minor: 19 };

export function checkArguments() {
  const unknown = process.argv.slice(2).find((argument) => argument !== "--once");
  if (unknown) stop(`npm start takes --once (as in: npm start -- --once), not ${unknown}.`);
  const { PORT } = process.env;
  if (PORT && !(/^\d+$/.test(PORT) && Number(PORT) < 2 ** 16)) {
    stop(`PORT takes a number from 0 to 65535, not ${PORT}.`);
  }
}

export function checkTools() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < NODE.major || (major === NODE.major && minor < NODE.minor)) {
    stop(
      `This is Node ${process.versions.node}; filter-users needs ${NODE.major}.${NODE.minor} or newer. ` +
        "Install one from https://nodejs.org and run npm start again.",
    );
  }
  for (const tool of ["rustup", "cargo"]) {
    if (!isInstalled(tool)) {
      stop(
        `There is no ${tool} on the PATH; the engine is built with it. ` +
          "Install Rust from https://rustup.rs, open a new terminal and run npm start again.",
      );
    }
  }
}

/**
 * Asked from outside the project, whose toolchain file would have rustup install a toolchain first.
 *
 * @param {string} tool
 */
function isInstalled(tool) {
  return !spawnSync(tool, ["--version"], { cwd: tmpdir(), stdio: "ignore" }).error;
}

/** @param {string} message */
function stop(message) {
  console.error(message);
  process.exit(1);
}
