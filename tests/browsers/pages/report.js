const parameters = new URLSearchParams(location.search);

/** The service that this page is to ask. */
export const service = /** @type {string} */ (parameters.get("service"));

/** Tells the tests what was found. @param {import("../../runtimes/cases.js").Case[]} cases */
export const report = (cases) =>
  fetch(/** @type {string} */ (parameters.get("report")), {
    method: "POST",
    body: JSON.stringify({ cases }),
  });
