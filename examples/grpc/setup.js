/** Builds filter-users, installs it here as users get it (packed), and generates the client's code from the `.proto` files. */

import { setUpRecipe } from "../../scripts/recipe.js";
import { run } from "../../scripts/setup.js";

const cwd = import.meta.dirname;
await setUpRecipe(cwd);
run("npm", ["exec", "--", "buf", "generate"], { cwd });
