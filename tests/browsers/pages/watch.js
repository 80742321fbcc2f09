/** Reports what kept a page from doing its work, so that nobody waits for it in vain. */
{
  const report = /** @type {string} */ (new URLSearchParams(location.search).get("report"));
  const tell = (/** @type {string} */ error) =>
    fetch(report, { method: "POST", body: JSON.stringify({ error }), keepalive: true });
  addEventListener(
    "error",
    ({ target, message, error }) =>
      tell(
        target instanceof HTMLScriptElement ? `${target.src} cannot be loaded` : `${message} ${error?.stack}`,
      ),
    true,
  );
  addEventListener("unhandledrejection", ({ reason }) => tell(`${reason} ${reason?.stack ?? ""}`));
}
