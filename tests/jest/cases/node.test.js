import { tryAll } from "./cases.js";

tryAll();
