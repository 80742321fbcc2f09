/** What the service asks of its SQLite file. */

import { existsSync, linkSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { seedDatabase, VERSION } from "./seed.js";

/** What a row of a reply may hold, and where that stands. */
const COLUMNS = {
  id: "users.id",
  currentBalance: "balances.current_balance",
  currency: "'EUR'",
  plan: "users.plan",
  country: "users.country",
  updatedAt: "balances.updated_at",
  name: "users.name",
  email: "users.email",
  address: "users.address",
  createdAt: "users.created_at",
  creditLimit: "balances.credit_limit",
  iban: "balances.iban",
};

/** @typedef {keyof typeof COLUMNS} Field */

export const FIELDS = /** @type {Field[]} */ (Object.keys(COLUMNS));

/** @typedef {ReturnType<typeof openDatabase>} BalanceDatabase */

/**
 * Opens the file, filled first if there is none yet or if it is of another version.
 *
 * @param {string} path
 */
export function openDatabase(path) {
  const db = openFilled(path);
  const listUsers = db.prepare(
    `SELECT id, name, email, country, plan, created_at AS createdAt
     FROM users WHERE id > ? ORDER BY id LIMIT ?`,
  );
  return {
    /** @param {number} after @param {number} limit */
    users: (after, limit) => listUsers.all([after, limit]),

    /** @param {readonly number[]} ids @param {readonly Field[]} fields */
    balances: (ids, fields) =>
      db.all(
        `SELECT ${fields.map((field) => `${COLUMNS[field]} AS ${field}`).join(", ")}
         FROM balances JOIN users ON users.id = balances.user_id
         WHERE balances.user_id IN (SELECT value FROM json_each(?)) ORDER BY balances.user_id`,
        JSON.stringify(ids),
      ),

    close() {
      listUsers.finalize();
      db.close();
    },
  };
}

/** @param {string} path */
function openFilled(path) {
  if (!existsSync(path)) seedDatabase(path);
  let db = openForReading(path);
  if (versionOf(db) !== VERSION) {
    db.close();
    seedDatabase(path);
    db = openForReading(path);
  }
  return db;
}

/**
 * This build of SQLite locks a file by making a folder beside it, for one process at a time even if all only read, and
 * a killed process leaves the folder behind for ever. A filled file is never written again, so each reader opens it by a
 * name of its own and starts one transaction that lasts as long as the connection: no reader meets another's lock.
 *
 * @param {string} path
 */
function openForReading(path) {
  const folder = mkdtempSync(`${path}-`);
  try {
    const name = join(folder, "database");
    linkSync(path, name);
    const db = new sqlite.Database(name, { readOnly: true });
    try {
      db.exec("BEGIN");
      versionOf(db);
      return db;
    } catch (error) {
      db.close();
      throw new Error(`${path} is not the demo's database. Delete it, and the next start fills it afresh.`, {
        cause: error,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {sqlite.Database} db */
function versionOf(db) {
  return db.get("PRAGMA user_version")?.user_version;
}
