import { startServer } from "./server.js";

const { url } = await startServer();
console.log(`The app is at ${url}`);
