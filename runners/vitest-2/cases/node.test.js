// @vitest-environment node

import "./vitest.js";
