import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { useFilterUsers } from "./useFilterUsers.js";

const SIZE = 1000;

function App() {
  const [list, setList] = useState(0);
  const [batchSize, setBatchSize] = useState(250);
  const [isShown, setShown] = useState(true);
  // Others only where they are to be filtered anew.
  const users = useMemo(
    () => Array.from({ length: SIZE }, (_, index) => ({ id: list * SIZE + index + 1 })),
    [list],
  );
  const options = useMemo(
    () => ({ url: "/balances", where: { currentBalance: { $gt: 500 } }, batchSize }),
    [batchSize],
  );
  return (
    <>
      <h1>Who has more than 500?</h1>
      <p>
        <button type="button" onClick={() => setList(list + 1)}>
          Next list
        </button>{" "}
        <label>
          In batches of{" "}
          <input
            type="number"
            defaultValue={batchSize}
            onChange={({ target }) => setBatchSize(target.valueAsNumber)}
          />
        </label>{" "}
        <button type="button" onClick={() => setShown(!isShown)}>
          {isShown ? "Hide" : "Show"}
        </button>
      </p>
      {isShown && <Rich users={users} options={options} />}
    </>
  );
}

/** @param {{ users: { id: number }[], options: import("filter-users").FilterOptions<{ id: number }> }} props */
function Rich({ users, options }) {
  const { stats, result, error } = useFilterUsers(users, options);
  return (
    <section>
      <h2>
        Users {users[0].id} to {users[SIZE - 1].id}
      </h2>
      {error !== undefined && <p role="alert">{String(error)}</p>}
      {!result && error === undefined && <progress value={stats?.users.total ?? 0} max={users.length} />}
      {result && (
        <p role="status">
          {result.passed.length} have more, {result.skipped.length} have not, {result.missing.length} are
          unknown, {result.stats.users.failed} could not be asked about
        </p>
      )}
    </section>
  );
}

createRoot(/** @type {HTMLElement} */ (document.querySelector("main"))).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
