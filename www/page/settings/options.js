/** The controls' settings as options of `filterUsers`: only those that differ from the package's own defaults. */

/** @typedef {import("./state.js").Settings} Settings */
/** @typedef {import("filter-users").FilterOptions<any, any>} Options */

/** @param {Settings} settings @returns {Options} */
export function optionsOf(settings) {
  return {
    ...replyOptions(settings),
    batchSize: settings.batchSize,
    concurrency: settings.auto ? "auto" : settings.concurrency,
    ...retryOptions(settings),
    ...(settings.split && { split: true }),
    ...(settings.timeout !== 30 && { timeout: settings.timeout * 1_000 }),
    ...(settings.deadline !== undefined && { deadline: settings.deadline * 1_000 }),
    ...(settings.hedge && { hedge: /** @type {`p${number}`} */ (settings.hedge) }),
    ...(settings.rateLimit !== undefined && { rateLimit: { requests: settings.rateLimit, per: 1_000 } }),
    ...(settings.circuit !== undefined && { circuit: { failures: settings.circuit, cooldown: 5_000 } }),
    ...(settings.seed !== undefined && { seed: settings.seed }),
  };
}

/** @param {Settings} settings @returns {Options} */
function replyOptions({ target, where, body, rows, key, rowKey, rowErrors, unprocessed }) {
  const condition = where.trim() === "" ? {} : { where: parseCondition(where) };
  if (target === "demo")
    return {
      ...(rowErrors > 0 && { rowError: { error: { $exists: true } } }),
      ...(unprocessed > 0 && { absent: "failed" }),
      ...condition,
    };
  return {
    ...(body !== "ids" && { body: /** @type {"users"} */ (body) }),
    ...(rows && { rows }),
    ...(key !== "id" && { key }),
    ...(rowKey && { rowKey }),
    ...condition,
  };
}

/** @param {string} text */
function parseCondition(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The condition is no JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {Settings} settings @returns {Options} */
function retryOptions({ retries, delay, budget }) {
  const retry = {
    ...(retries !== 2 && { limit: retries }),
    ...(delay !== 100 && { delay }),
    ...(budget !== 20 && { budget: budget / 100 }),
  };
  return Object.keys(retry).length > 0 ? { retry } : {};
}

/** Where the batches go. @param {Settings} settings @param {string} [run] the name under which the service counts */
export function serviceUrl(settings, run) {
  return settings.target === "own" ? settings.url : `/v1/balances:batchGet${dialsOf(settings, run)}`;
}

/** @param {Settings} settings @param {string | undefined} run */
function dialsOf(settings, run) {
  const { latency, spread, perId, slow, slowBy, failing, failStatus, allowed, retryAfter, poison, seed } =
    settings;
  const { rowErrors, unprocessed } = settings;
  const ids = poison.split(/[\s,]+/).filter(Boolean);
  const dials = [
    ["latency", latency || undefined],
    ["spread", spread || undefined],
    ["per-id", perId || undefined],
    ["slow", slow ? `${slow / 100}:${slowBy}` : undefined],
    ["fail", failing ? `${failStatus}:${failing / 100}` : undefined],
    ["rate", allowed === undefined ? undefined : `${allowed}/1000`],
    ["retry-after", failing || allowed !== undefined ? retryAfter : undefined],
    ["poison", ids.length > 0 ? ids.join(",") : undefined],
    ["row-errors", rowErrors ? rowErrors / 100 : undefined],
    ["unprocessed", unprocessed ? unprocessed / 100 : undefined],
    ["seed", seed],
    ["run", run],
  ];
  const set = dials.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return set.length > 0 ? `?${set.join("&")}` : "";
}
