/**
 * Reads conditions as the package does, for the tests in Rust: a line of JSON in, a line out with the bytes in hexadecimal.
 * `{"$bigint":"7"}` stands for 7n.
 */

import { createInterface } from "node:readline";
import { readCondition } from "../../../pkg/where.js";

for await (const line of createInterface({ input: process.stdin })) {
  const condition = JSON.parse(line, (_, value) => (value?.$bigint ? BigInt(value.$bigint) : value));
  process.stdout.write(`${Buffer.from(readCondition(condition)).toString("hex")}\n`);
}
