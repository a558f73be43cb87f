// The key maps that can be chosen. JavaScript because they are CodeMirror's;
// loaded when they are chosen, so that nobody else pays for them.
//
// @ts-check

/**
 * @typedef {object} KeyMap
 * @property {import("@codemirror/state").Extension} extension
 * @property {(view: import("@codemirror/view").EditorView) => void} begin A new cell begins.
 * @property {(view: import("@codemirror/view").EditorView) => boolean} takesText
 *   Whether keys write text now.
 */

/** @type {KeyMap} */
export const DEFAULT_KEYS = { extension: [], begin() {}, takesText: () => true };

/**
 * @param {string} name
 * @returns {Promise<KeyMap>}
 */
export async function loadKeys(name) {
  if (name === "vim") return (await import("./vim_keys.js")).keys;
  if (name === "emacs") return (await import("./emacs_keys.js")).keys;
  return DEFAULT_KEYS;
}
