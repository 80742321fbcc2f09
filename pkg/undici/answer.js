/** A `Response` that says where it came from. */
export class Answer extends Response {
  #url;
  #isRedirected;

  /**
   * @param {ReadableStream | null} body
   * @param {ResponseInit} init
   * @param {URL} url
   * @param {boolean} isRedirected
   */
  constructor(body, init, url, isRedirected) {
    super(body, init);
    this.#url = url;
    this.#isRedirected = isRedirected;
  }

  get url() {
    return this.#url.href.replace(/#.*/, "");
  }

  get redirected() {
    return this.#isRedirected;
  }
}
