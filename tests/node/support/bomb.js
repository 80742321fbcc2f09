/**
 * Arguments that throw: a value is given as a proxy, and so is all that comes out of it. Of all that is done to one `site` of
 * them (a member that is read, a method that is called, an iterator that is asked), the `at`-th throws.
 *
 * @typedef {{ site: string, at: number, isSticky: boolean, thrown: unknown }} Plan
 */
export class Bombs {
  /** Whether it was thrown. */
  isThrown = false;
  #plan;
  #uses = 0;
  /** @type {WeakMap<object, any>} */
  #targets = new WeakMap();

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
  }

  /** What is behind a proxy. @param {any} value */
  original(value) {
    return this.#targets.get(value) ?? value;
  }

  /**
   * Something is done to what stands at `site`.
   *
   * @param {string} site
   */
  use(site) {
    const plan = this.#plan;
    if (site !== plan.site) return;
    this.#uses++;
    if (this.#uses === plan.at || (plan.isSticky && this.#uses > plan.at)) {
      this.isThrown = true;
      throw plan.thrown;
    }
  }

  /**
   * `value`, and all that comes out of it, as what stands at `site`. Where nothing is to be thrown, it is left as it is.
   *
   * @template T
   * @param {string} site
   * @param {T} value
   * @returns {T}
   */
  at(site, value) {
    if (site !== this.#plan.site) return value;
    return this.#wrap(site, value, undefined);
  }

  /**
   * @param {string} site
   * @param {any} value
   * @param {any} self what it is a method of
   * @returns {any}
   */
  #wrap(site, value, self) {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    // Bytes have to be bytes, and what is wrapped is wrapped.
    if (!isObject || ArrayBuffer.isView(value) || this.#targets.has(value)) return value;
    const used = () => this.use(site);
    const proxy = new Proxy(value, {
      get: (target, name) => {
        used();
        const member = Reflect.get(target, name, target);
        const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
        const isFixed = descriptor?.configurable === false && descriptor.writable === false;
        return isFixed ? member : this.#wrap(site, member, target);
      },
      apply: (target, own, given) => {
        used();
        const answer = Reflect.apply(target, self ?? this.#targets.get(own) ?? own, given);
        return this.#wrap(site, answer, undefined);
      },
      has: (target, name) => {
        used();
        return Reflect.has(target, name);
      },
      ownKeys: (target) => {
        used();
        return Reflect.ownKeys(target);
      },
      getPrototypeOf: (target) => {
        used();
        return Reflect.getPrototypeOf(target);
      },
      getOwnPropertyDescriptor: (target, name) => {
        used();
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
    this.#targets.set(proxy, value);
    return proxy;
  }
}

/** Whatever can be thrown. @type {(() => unknown)[]} */
export const THROWN = [
  () => new Error("mine"),
  () => "mine",
  () => undefined,
  () => null,
  () => 7n,
  () => Symbol("mine"),
  () => Object.freeze({ mine: true }),
  () => () => "mine",
  () => Object.create(null),
  // Nothing can be read of it.
  () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error("read");
        },
        getPrototypeOf() {
          throw new Error("prototype");
        },
      },
    ),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () =>
    Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("message");
      },
    }),
  () => ({
    [Symbol.for("filter-users.FilterUsersError")]: true,
    code: "HTTP_STATUS",
    get status() {
      throw new Error("status");
    },
  }),
  () =>
    Object.assign(new Error("busy"), {
      [Symbol.for("filter-users.FilterUsersError")]: true,
      code: "HTTP_STATUS",
      status: 413,
    }),
];
