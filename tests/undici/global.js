/** `--import` this, and the tests ask by undici. */

import { fetch } from "filter-users/undici";

globalThis.fetch = fetch;
