/**
 * What the package knows of the limiters that it made. Apart from them, so that who makes none does not load what makes them.
 *
 * @typedef {{ forCall(): any, closed(until: number): void }} Share
 * @type {WeakMap<object, Share>}
 */
export const shares = /* @__PURE__ */ new WeakMap();
