import * as api from "filter-users";
import { useEffect } from "react";
import { acceptance } from "../suite/acceptance.js";

export default function Page() {
  useEffect(() => {
    // It reads the address of the page, which is not known where this is rendered first.
    import("../suite/report.js").then(({ report, service }) => acceptance(service, api).then(report));
  }, []);
  return <p>Asking …</p>;
}
