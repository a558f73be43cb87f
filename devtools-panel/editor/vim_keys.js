// The keys of Vim; loaded when they are chosen. JavaScript because they are
// CodeMirror's.
//
// @ts-check

import { getCM, Vim, vim } from "@replit/codemirror-vim";

/** @typedef {import("@codemirror/view").EditorView} EditorView */

/** @param {EditorView} view */
function state(view) {
  return getCM(view)?.state.vim;
}

/** @type {import("./key_maps.js").KeyMap} */
export const keys = {
  extension: vim({ status: true }),
  /** A console is there to be typed into. */
  begin(view) {
    const cm = getCM(view);
    if (cm && !state(view)?.insertMode) Vim.handleKey(cm, "i", "user");
  },
  takesText: (view) => Boolean(state(view)?.insertMode),
};
