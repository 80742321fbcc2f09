/** A script that is no module: it can import none but dynamically. */
addEventListener("message", async ({ data: service, ports: [port] }) => {
  try {
    const [{ acceptance }, api] = await Promise.all([
      import("/suite/acceptance.js"),
      import("/filter-users.js"),
    ]);
    port.postMessage({ cases: await acceptance(service, api) });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
});
