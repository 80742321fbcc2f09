import { install as installIn } from "../install.js";
import { folder } from "./runtimes.js";

/** They are optional dependencies, so that one which does not exist for a platform keeps none of the others away. */
export const install = () => installIn(folder, "the runtimes, 800 MB");
