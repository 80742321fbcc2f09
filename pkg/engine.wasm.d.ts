/** The engine as bundlers for workers import it, compiled: what `init` of filter-users/slim takes. */
declare const engine: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;
export default engine;
