/**
 * Looks at the page in a frame of each width, before, in and after runs that go well and not, and reports where something is
 * misplaced. It is run within a browser, and so knows nothing but its argument.
 *
 * @param {(document: Document) => string[]} misplaced
 */
export async function look(misplaced) {
  /** @type {{ width: number, state: string, wrong: string[] }[]} */
  const seen = [];
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** @param {() => unknown} holds @param {string} what */
  async function until(holds, what) {
    for (let tries = 0; tries < 600; tries++) {
      if (holds()) return;
      await pause(50);
    }
    throw new Error(`${what} never came`);
  }

  /** @param {number} width */
  async function lookAt(width) {
    const frame = document.createElement("iframe");
    frame.style.cssText = `width: ${width}px; height: 900px; border: 0`;
    frame.src = "/?users=300&latency=60&spread=20&perId=0&poison=7";
    document.body.replaceChildren(frame);
    /** @type {string[]} */
    const errors = [];
    await until(() => frame.contentDocument?.querySelector(".editor"), "the page");
    const view = /** @type {Window} */ (frame.contentWindow);
    view.addEventListener("error", ({ message }) => errors.push(message));
    const page = view.document;
    const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (page.getElementById(id));
    /** @param {string} state */
    async function note(state) {
      // Two frames, for what follows from sizes.
      await pause(150);
      const wrong = misplaced(page);
      if (page.documentElement.clientWidth > width) wrong.push(`${page.documentElement.clientWidth} wide`);
      seen.push({ width, state, wrong: [...wrong, ...errors.splice(0)] });
    }

    await note("before a run");
    button("run").click();
    await until(() => button("ledger-passed").textContent !== "0", "a first result");
    await note("in a run");
    await until(() => !button("run").disabled, "the end of the run");
    for (const details of page.querySelectorAll("details")) details.open = true;
    await note("after a run that found one to fail");
    button("race").click();
    await until(() => button("race").textContent?.endsWith("again"), "the end of the race");
    await note("after a race");
    const own = /** @type {HTMLInputElement} */ (page.querySelector("[name=target][value=own]"));
    own.click();
    const sample = /** @type {HTMLTextAreaElement} */ (page.getElementById("sample"));
    sample.value = "hello";
    sample.dispatchEvent(new Event("input", { bubbles: true }));
    await note("with a service of one's own");
  }

  try {
    await until(() => document.body, "the document");
    for (const width of [1440, 1024, 390]) await lookAt(width);
  } catch (error) {
    seen.push({ width: 0, state: "unable to look", wrong: [String(error)] });
  }
  await fetch("/report", { method: "POST", body: JSON.stringify(seen) });
}
