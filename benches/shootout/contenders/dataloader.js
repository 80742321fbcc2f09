import DataLoader from "dataloader";
import { BATCH, ENOUGH } from "../people.js";
import { rowsOf } from "./ask.js";

/** @type {import("./index.js").Contender} */
export const dataLoader = {
  name: "DataLoader",
  promises:
    "A value or an error for every key; what the function that loads a batch gives, in the order of its keys.",
  async run({ users, url, signal }) {
    const loader = new DataLoader(
      async (/** @type {readonly number[]} */ ids) => {
        const rows = await rowsOf(
          url,
          ids.map((id) => ({ id, nr: 0 })),
          signal,
        );
        // As its README has it.
        return ids.map((id) => rows.get(id) ?? new Error(`No result for ${id}`));
      },
      { maxBatchSize: BATCH },
    );
    const loaded = await loader.loadMany(users.map(({ id }) => id));
    const passed = users.filter((_, index) => {
      const row = loaded[index];
      return !(row instanceof Error) && row.balance > ENOUGH;
    });
    return { passed, failed: users.filter((_, index) => loaded[index] instanceof Error) };
  },
};
