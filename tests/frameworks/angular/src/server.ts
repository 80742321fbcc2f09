import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from "@angular/ssr/node";
import express from "express";
import * as api from "filter-users";
import { acceptance } from "../suite/acceptance.js";

const app = express();
const angular = new AngularNodeAppEngine({ allowedHosts: ["127.0.0.1"] });

app.get("/api", async (request, response) => {
  response.json(await acceptance(String(request.query.service), api));
});
app.use(express.static(`${import.meta.dirname}/../browser`, { index: false }));
app.use(async (request, response) => {
  const rendered = await angular.handle(request);
  if (rendered) writeResponseToNodeResponse(rendered, response);
});
// It is loaded to extract its routes, too.
if (isMainModule(import.meta.url)) app.listen(Number(process.env.PORT), "127.0.0.1");

export const reqHandler = createNodeRequestHandler(app);
