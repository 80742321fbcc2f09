import { tryInJest } from "./jest.js";

tryInJest();
