/**
 * For Node: `fetch` on undici's connections, for a fraction of the processor's time that the platform's `fetch` takes.
 * Give it as the option `fetch`. The package `undici`, 7 or 8, has to be installed beside `filter-users`.
 *
 * @module
 */

/** What `fetch` takes beside the address. */
export type FetchInit = Omit<RequestInit, "dispatcher"> & {
  /**
   * Which connections to use: undici's `ProxyAgent`, say, or an `Agent` with a client certificate or with `pipelining`.
   *
   * @default an `Agent` of its own
   */
  dispatcher?: { dispatch(options: never, handler: never): boolean };
};

/**
 * Sends a request, and resolves to a `Response` when the head of its answer is there, as the platform's `fetch` does.
 *
 * - Connections stay open and are used again. A request is not sent behind another on one connection (pipelining), unless a dispatcher
 *   of yours says so.
 * - `gzip`, `deflate` and `br` are undone. A body that ends early is an error here.
 * - Redirects are followed, up to 20, by the rules of the Fetch standard: another origin does not see `authorization` and cookies.
 *   `redirect: "manual"` answers the redirect itself, as in Node.
 * - `signal` aborts, also while the body is read.
 * - Not heeded is what concerns browsers or other documents: `mode`, `credentials`, `cache`, `integrity`, `keepalive`, `referrer`.
 *
 * @param input an address of http or https, or a `Request`
 * @throws TypeError "fetch failed" when there is no answer, with the reason as its `cause`; the signal's reason when it is aborted
 *
 * @example
 * import { filterUsers } from "filter-users";
 * import { fetch } from "filter-users/undici";
 *
 * await filterUsers(users, { url, where: { currentBalance: { $gt: 500 } }, fetch });
 *
 * @example <caption>Through a proxy</caption>
 * import { ProxyAgent } from "undici";
 *
 * const dispatcher = new ProxyAgent("http://proxy.example.com:8080");
 * await filterUsers(users, { url, where, fetch: (input, init) => fetch(input, { ...init, dispatcher }) });
 */
export declare function fetch(input: string | URL | Request, init?: FetchInit): Promise<Response>;
