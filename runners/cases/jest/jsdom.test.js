/** @jest-environment jsdom */

import { tryInJest } from "./jest.js";

tryInJest();
