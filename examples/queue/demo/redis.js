/** A Redis of one's own that loses nothing it has acknowledged, however it ends. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";

/** @param {string} program @param {string} folder for its data */
export async function startRedis(program, folder) {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  // Every write is on the disk before it is acknowledged. With "everysec" a second of jobs and results could be lost.
  const persistent = ["--appendonly", "yes", "--appendfsync", "always"];
  const start = () => spawn(program, [...args, ...persistent], { stdio: "ignore" });
  let child = start();
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  await answer(url, child);

  async function crash() {
    if (child.signalCode !== null) return;
    kill();
    await once(child, "exit");
  }

  return {
    url,
    crash,
    async restart() {
      child = start();
      await answer(url, child);
    },
    async stop() {
      process.off("exit", kill);
      await crash();
    },
  };
}

/**
 * Waits until it answers: at first nobody listens, and then it refuses commands while it reads its data.
 *
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} server
 */
async function answer(url, server) {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => 20 });
  redis.on("error", () => {});
  try {
    while ((await redis.ping().catch(() => undefined)) !== "PONG") {
      if (server.exitCode !== null) throw new Error(`redis-server ended with status ${server.exitCode}`);
      await setTimeout(20);
    }
  } finally {
    redis.disconnect();
  }
}

/**
 * Not one that the system would give to a client: while Redis is away, those that look for it could be given its very
 * port, and then they would be connected to themselves.
 */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
