/** The failed users, grouped by what failed them: each group opens to its users and to the reply that refused them. */

import { button, element, make, setText } from "../dom.js";
import { count, plural } from "../format.js";
import { createGrid } from "../grid.js";
import { causeOf } from "../run/causes.js";

/** @typedef {import("filter-users").FailedBatch<any>} FailedBatch */

/** @param {() => string} keyedBy the property that names a user @returns {import("../run/run.js").View} */
export function failuresView(keyedBy) {
  const list = element("failures");
  /** @type {Map<string, ReturnType<typeof createGroup>>} */
  let groups = new Map();
  let seen = 0;

  /** @param {readonly FailedBatch[]} failed */
  function add(failed) {
    for (const batch of failed) {
      const cause = causeOf(batch.error);
      let group = groups.get(cause);
      if (!group) {
        group = createGroup(cause, keyedBy);
        groups.set(cause, group);
        list.append(group.element);
      }
      group.add(batch);
    }
  }

  /** @param {import("../run/run.js").Run} run */
  function update(run) {
    if (run.failed.length === seen) return;
    add(run.failed.slice(seen));
    seen = run.failed.length;
    showTotal(run);
  }

  /** @param {import("../run/run.js").Run} run */
  function showTotal(run) {
    setText(element("failures-count"), count(run.ledger.failed));
    element("failures-none").hidden = run.failed.length > 0;
    for (const group of groups.values()) group.show();
  }

  function clear() {
    groups = new Map();
    seen = 0;
    list.replaceChildren();
  }

  return {
    begin(run) {
      clear();
      showTotal(run);
    },
    frame: update,
    end(run) {
      // The final list is in the order of the input, and the last word.
      const open = new Set([...groups].filter(([, { element }]) => element.open).map(([cause]) => cause));
      clear();
      update(run);
      for (const cause of open) {
        const group = groups.get(cause);
        if (group) group.element.open = true;
      }
      showTotal(run);
      button("again").textContent =
        run.ledger.failed > 0
          ? `Ask again about the ${plural(run.ledger.failed, "failed user")}`
          : "Ask again about the failed";
    },
  };
}

/** @param {string} cause @param {() => string} keyedBy */
function createGroup(cause, keyedBy) {
  const number = make("b", {}, "0");
  const facts = make("p", { class: "quiet" });
  const replies = make("div", { class: "replies" });
  const place = make("div", { class: "failed-users" });
  const details = make(
    "details",
    { class: "failure" },
    make("summary", {}, make("span", {}, cause), number),
    facts,
    replies,
    place,
  );
  /** @type {FailedBatch[]} */
  const batches = [];
  /** @type {{ user: any, batch: FailedBatch }[]} */
  const users = [];
  /** @type {ReturnType<typeof createGrid> | undefined} */
  let grid;

  function show() {
    setText(number, plural(users.length, "user"));
    if (!details.open) return;
    const attempts = Math.max(...batches.map(({ error }) => error.attempts));
    const inBatches = plural(new Set(batches.map(({ batch }) => batch)).size, "batch", "batches");
    setText(facts, `In ${inBatches}, asked about ${attempts === 1 ? "once" : `${attempts} times`} at most.`);
    showReplies();
    grid ??= createGrid(place, {
      label: `Users: ${cause}`,
      columns: [
        { title: keyedBy() },
        { title: "batch", isNumber: true },
        { title: "what happened", weight: 4 },
      ],
      cells: (index) => {
        const { user, batch } = users[index];
        return [String(user?.[keyedBy()]), String(batch.batch), batch.error.message];
      },
    });
    grid.setCount(users.length);
  }

  function showReplies() {
    const [{ error }] = batches;
    const cause = error.cause instanceof Error ? error.cause : undefined;
    const reply = error.reply ?? /** @type {any} */ (cause)?.reply;
    replies.replaceChildren(
      make("p", {}, error.message),
      ...(cause ? [make("p", { class: "quiet" }, `Caused by: ${cause.message}`)] : []),
      ...(reply
        ? [make("p", { class: "quiet" }, "The reply:"), make("pre", { tabindex: "0" }, pretty(reply))]
        : []),
    );
  }

  details.addEventListener("toggle", show);
  return {
    element: details,
    /** @param {FailedBatch} batch */
    add(batch) {
      batches.push(batch);
      for (const user of batch.users) users.push({ user, batch });
    },
    show,
  };
}

/** @param {string} reply */
function pretty(reply) {
  try {
    return JSON.stringify(JSON.parse(reply), undefined, 2);
  } catch {
    return reply;
  }
}
