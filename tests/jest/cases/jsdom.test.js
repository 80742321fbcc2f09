/** @jest-environment jsdom */

import { tryAll } from "./cases.js";

tryAll();
