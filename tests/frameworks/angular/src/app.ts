import { afterNextRender, Component } from "@angular/core";
import * as api from "filter-users";
import { acceptance } from "../suite/acceptance.js";

@Component({ selector: "app-root", template: "<p>Asking …</p>" })
export class App {
  constructor() {
    // It reads the address of the page, which is not known where this is rendered first.
    afterNextRender(async () => {
      const { report, service } = await import("../suite/report.js");
      report(await acceptance(service, api));
    });
  }
}
