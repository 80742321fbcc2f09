/**
 * The editor for the condition, in place of the plain text field. It lives in a shadow root: there its style sheets are
 * adopted, which a strict content security policy allows, and not written into the page, which it does not.
 */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { background: "var(--field)", color: "var(--text)", borderRadius: "8px", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "8px 4px", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-matchingBracket": { background: "var(--chosen)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--chosen)",
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
]);

/** @param {HTMLTextAreaElement} field keeps the text for whoever reads the form */
export function createEditor(field) {
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  field.after(host);
  field.hidden = true;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        json(),
        history(),
        bracketMatching(),
        EditorView.lineWrapping,
        keymap.of([...defaultKeymap, ...historyKeymap]),
        theme,
        syntaxHighlighting(colours),
        EditorView.contentAttributes.of({
          "aria-label": field.labels[0]?.textContent?.trim() ?? "",
          "aria-multiline": "true",
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged || state.doc.toString() === field.value) return;
          field.value = state.doc.toString();
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  field.labels[0]?.addEventListener("click", () => view.focus());
  field.addEventListener("change", () => {
    if (view.state.doc.toString() === field.value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: field.value } });
  });
}
