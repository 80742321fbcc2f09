/** Markdown as HTML, with the anchors that GitHub gives headings, since the documents link to those. */

import { Marked } from "marked";

/** @param {string} markdown @returns {{ title: string, html: string }} */
export function renderMarkdown(markdown) {
  /** @type {Map<string, number>} how many headings had this anchor so far */
  const anchors = new Map();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const name = anchorOf(text);
        const before = anchors.get(name) ?? 0;
        anchors.set(name, before + 1);
        const id = before === 0 ? name : `${name}-${before}`;
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      // Wide ones scroll for themselves, by keyboard, too.
      table(token) {
        const [head, ...rows] = [token.header, ...token.rows].map((cells) =>
          this.tablerow({ text: cells.map((cell) => this.tablecell(named(cell))).join("") }),
        );
        return `<div class="wide" tabindex="0"><table><thead>${head}</thead><tbody>${rows.join("")}</tbody></table></div>\n`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
      },
    },
  });
  const [, title = "filter-users"] = /^# (.+)$/m.exec(markdown) ?? [];
  return { title: escaped(title), html: String(marked.parse(markdown)) };
}

/** A heading that says nothing is none. @param {import("marked").Tokens.TableCell} cell */
function named(cell) {
  return cell.text === "" ? { ...cell, header: false } : cell;
}

/** @param {string} heading in Markdown */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
