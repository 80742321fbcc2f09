/** As the runtime of Lambda does: by `require`, where that takes no ES modules. */

const { handler } = require("./dist/handler.js");

handler({ service: process.argv[2] }).then((found) => console.log(JSON.stringify(found)));
