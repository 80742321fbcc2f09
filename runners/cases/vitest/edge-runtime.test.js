// @vitest-environment edge-runtime

import "./vitest.js";
