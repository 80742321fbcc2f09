// Nothing is compiled while a worker runs: its engine is, before.
const nitro = process.env.NITRO_PRESET?.startsWith("cloudflare") ? { experimental: { wasm: true } } : {};

export default { compatibilityDate: "2026-01-01", nitro };
