/**
 * For Node: a `fetch` on undici's connections. A run by it takes about half of the processor's time.
 * Give it as the option `fetch`. The package `undici`, 7 or 8, has to be installed beside `filter-users`.
 *
 * @module filter-users/undici
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
 * - Connections stay open and are used again. Each has one request at a time, unless a dispatcher of yours pipelines them.
 * - A body in `gzip`, `deflate` or `br` is decoded. One that ends too early is an error, which it is not for the platform's `fetch`.
 * - Up to 20 redirects are followed, by the rules of the Fetch standard. Another origin does not see `authorization` and cookies.
 *   `redirect: "manual"` returns the redirect itself, as in Node.
 * - `signal` aborts, while the body is read, too.
 * - What concerns browsers is not heeded: `mode`, `credentials`, `cache`, `integrity`, `keepalive`, `referrer`.
 *
 * @param input an address of http or https, or a `Request`
 * @throws `TypeError` where there is no answer, with the reason as its `cause`. When it is aborted, the signal's reason.
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
