/** Results as files, one a job. Many may write: the first to finish a job's file has written it, and it never changes. */

import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { nextPart } from "./jobs.js";

/**
 * What became of the users of a job.
 *
 * @typedef {import("./jobs.js").User} User
 * @typedef {object} Result
 * @property {User[]} passed
 * @property {User[]} skipped
 * @property {User[]} missing
 * @property {{ users: User[], error: { code: string, message: string } }[]} failed for good
 * @property {import("./jobs.js").JobData & { delay: number }} [rest] what the next part of the job has to do, and in how many ms
 * @property {import("filter-users").Stats} stats
 */

/** @typedef {Awaited<ReturnType<typeof openResults>>} Results */

/** @param {string} folder one that all workers see; it is made if need be */
export async function openResults(folder) {
  const unfinished = join(folder, "unfinished");
  await mkdir(unfinished, { recursive: true });
  // Encoded, since the name of a job is whatever its producer says: it must not lead out of the folder.
  const pathOf = (/** @type {string} */ name) => join(folder, `${encodeURIComponent(name)}.json`);

  /** @param {string} name @returns {Promise<Result | undefined>} */
  async function read(name) {
    try {
      return JSON.parse(await readFile(pathOf(name), "utf8"));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /**
   * Writes a result unless there is one by that name, whole or not at all. Answers the one that is there then.
   *
   * @param {string} name
   * @param {Result} result
   * @returns {Promise<Result>}
   */
  async function publish(name, result) {
    const draft = join(unfinished, randomUUID());
    await sync(draft, "wx", JSON.stringify(result));
    try {
      // Not a rename, which would put it in place of the one that is there.
      await link(draft, pathOf(name));
      await sync(folder, "r");
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      return /** @type {Result} */ (await read(name));
    } finally {
      await unlink(draft);
    }
    return result;
  }

  /** Whether all users of a job have a verdict, be it by its later parts. @param {string} name @returns {Promise<boolean>} */
  async function isSettled(name) {
    const result = await read(name);
    if (result?.rest) return isSettled(nextPart(name));
    return result !== undefined;
  }

  async function names() {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith(".json"))
      .map((file) => decodeURIComponent(file.slice(0, -".json".length)));
  }

  return { read, publish, isSettled, names };
}

/** Brings a file, or the list of a folder, onto the disk. @param {string} path @param {string} flags @param {string} [content] */
async function sync(path, flags, content) {
  const file = await open(path, flags);
  try {
    if (content !== undefined) await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
