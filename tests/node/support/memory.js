/**
 * Code for a process of its own: `seen` has the memory of the last engine that was made there, and how many there were. Node's own
 * `fetch` makes a module of wasm, too. The package has to be imported behind it.
 */
export const watchMemory = `
  const seen = { engines: 0, memory: undefined };
  {
    const { instantiate, Instance } = WebAssembly;
    const look = ({ exports }) => {
      if (!exports.filterUsers) return;
      seen.engines++;
      seen.memory = exports.memory;
    };
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate(...given);
      look(made.instance ?? made);
      return made;
    };
    // A fresh one is made of the module that is there.
    WebAssembly.Instance = function (...given) {
      const made = new Instance(...given);
      look(made);
      return made;
    };
  }
`;
