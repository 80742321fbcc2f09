/**
 * Writes the page of the API, `www/api/index.html`, from the declarations. With `--check` it writes nothing. In both cases a name
 * or an option without a description is an error, and so is a link that leads nowhere.
 *
 * It is made by TypeDoc: all of it fits into one page, with the two classes below. API Extractor with API Documenter writes a
 * Markdown file for each of some 150 members, and no HTML.
 */

import { join } from "node:path";
import { Application, DefaultTheme, JSX, ReflectionKind, StructureRouter } from "typedoc";
import { root } from "../setup.js";

/** Gives no member a page of its own. */
class OnePage extends StructureRouter {
  /** @override */
  getPageKind() {
    return undefined;
  }
}

/** Writes out what the page of a module lists otherwise. */
class WrittenOut extends DefaultTheme {
  /** @override @param {import("typedoc").PageEvent<import("typedoc").Reflection>} page */
  getRenderContext(page) {
    const context = super.getRenderContext(page);
    const { memberDeclaration } = context;
    context.moduleReflection = (module) => together(context.commentSummary(module), context.members(module));
    // On the one page, a module, a class or an interface would be taken for a member of type `any`.
    context.memberDeclaration = (member) =>
      member.kindOf(ReflectionKind.ClassOrInterface | ReflectionKind.Module)
        ? together(context.commentSummary(member), context.commentTags(member))
        : memberDeclaration(member);
    return context;
  }
}

/** @param {JSX.Children[]} parts */
function together(...parts) {
  return JSX.createElement(JSX.Fragment, null, ...parts);
}

const ENTRIES = ["index", "undici"].map((name) => join(root, "pkg", `${name}.d.ts`));
const app = await Application.bootstrap(
  {
    entryPoints: ENTRIES,
    readme: "none",
    excludeInternal: true,
    // What every Error has.
    excludeExternals: true,
    disableSources: true,
    sort: ["source-order"],
    groupOrder: ["Functions", "Interfaces", "Type Aliases", "Classes"],
    hideGenerator: true,
    includeHierarchySummary: false,
    githubPages: false,
    router: "one page",
    theme: "written out",
    intentionallyNotDocumented: [
      // It comes by a mapped type, which has no place for a description.
      "filter-users.UserStream.[asyncDispose]",
      // What undici has, as far as it is looked at.
      "filter-users/undici.FetchInit.__type.dispatcher.__type.dispatch",
    ],
    validation: { invalidLink: true, notDocumented: true, notExported: true },
    outputs: [{ name: "html", path: join(root, "www/api") }],
  },
  // No reader of `tsconfig.json`, which has the whole project in it: the recipes' packages may not be there.
  [],
);
app.options.setCompilerOptions(
  ENTRIES,
  { strict: true, lib: ["lib.esnext.d.ts", "lib.dom.d.ts"], types: [] },
  undefined,
);
app.renderer.defineRouter("one page", OnePage);
app.renderer.defineTheme("written out", WrittenOut);

const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  if (!process.argv.includes("--check")) await app.generateOutputs(project);
}
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
