/** Builds filter-users, and installs it here as users get it: packed. */

import { setUpRecipe } from "../../scripts/recipe.js";

await setUpRecipe(import.meta.dirname);
