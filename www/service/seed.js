/** Fills the database file, once. */

import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { makePeople } from "./people.js";

const PEOPLE = 100_000;
const SEED = 20_240_601;

/** Stored in the file. A file with another number is filled afresh: raise it when the tables or the people change. */
export const VERSION = 1;

const TABLES = `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    country TEXT NOT NULL,
    plan TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL
  );
  CREATE TABLE balances (
    user_id INTEGER PRIMARY KEY REFERENCES users,
    current_balance REAL NOT NULL,
    credit_limit INTEGER NOT NULL,
    iban TEXT NOT NULL,
    updated_at TEXT NOT NULL
  );
`;

/**
 * Built in memory, written to a folder of its own and moved into place when complete: whoever is killed on the way
 * leaves no half-filled file, and those who fill it at the same time all put the same file there.
 *
 * @param {string} path
 */
export function seedDatabase(path) {
  console.log(`Filling the demo's database with ${PEOPLE.toLocaleString("en")} users, once …`);
  const db = new sqlite.Database();
  try {
    db.exec(`PRAGMA user_version = ${VERSION}; BEGIN; ${TABLES}`);
    insertPeople(db);
    db.exec("COMMIT");
    putInPlace(db, path);
  } finally {
    db.close();
  }
}

/** @param {sqlite.Database} db @param {string} path */
function putInPlace(db, path) {
  const folder = mkdtempSync(`${path}-`);
  try {
    const complete = join(folder, "complete");
    db.run("VACUUM INTO ?", complete);
    renameSync(complete, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {sqlite.Database} db */
function insertPeople(db) {
  const user = db.prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?)");
  const balance = db.prepare("INSERT INTO balances VALUES (?, ?, ?, ?, ?)");
  for (const { id, name, email, country, plan, address, createdAt, account } of makePeople(PEOPLE, SEED)) {
    user.run([id, name, email, country, plan, address, createdAt]);
    if (account) {
      balance.run([id, account.currentBalance, account.creditLimit, account.iban, account.updatedAt]);
    }
  }
  user.finalize();
  balance.finalize();
}
