// @vitest-environment jsdom

import "./vitest.js";
