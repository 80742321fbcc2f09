import { parts } from "./parts/index.js";
import { serve } from "./serve.js";

/** @typedef {keyof typeof parts} PartName */

export const partNames = /** @type {PartName[]} */ (Object.keys(parts));

/**
 * Measures parts, one after the other.
 *
 * @param {PartName[]} names
 * @param {Partial<import("./plan.js").Plans>} plans
 */
export async function measureParts(names, plans) {
  const service = await serve();
  /** @type {Partial<Record<PartName, any>>} */
  const measured = {};
  try {
    for (const name of names) {
      const began = performance.now();
      const samples = await parts[name].measure(plans[name], service);
      if (samples === undefined) continue;
      measured[name] = samples;
      console.error(`measured: ${name}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
  } finally {
    service.close();
  }
  return measured;
}
