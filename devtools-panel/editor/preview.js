// The value of what is being typed, dimmed below the editor. JavaScript because
// it follows the editor's changes.
//
// @ts-check

import { EditorView } from "@codemirror/view";

import { Latest } from "./latest.js";

/** So long after the last key the value is asked for. */
const PAUSE_MS = 120;
/** Longer code is no expression that one looks at. */
const LONGEST = 500;

/**
 * @param {HTMLElement} parent
 * @param {(code: string) => Promise<string | undefined>} ask
 */
export function eagerPreview(parent, ask) {
  const line = document.createElement("div");
  line.className = "preview";
  line.hidden = true;
  parent.append(line);
  let timer = 0;
  const show = (/** @type {string | undefined} */ text) => {
    line.textContent = text ?? "";
    line.hidden = !text;
  };
  const latest = new Latest(ask, (text) => show(text));
  const watch = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    clearTimeout(timer);
    latest.forget();
    const { doc } = update.state;
    if (doc.length === 0 || doc.length > LONGEST || doc.lines > 1) return show(undefined);
    timer = setTimeout(() => latest.ask(doc.toString()), PAUSE_MS);
  });
  return {
    extension: watch,
    /** Takes the line away. */
    stop() {
      clearTimeout(timer);
      latest.forget();
      line.remove();
    },
  };
}
