// The keys of Emacs; loaded when they are chosen. JavaScript because they are
// CodeMirror's.
//
// @ts-check

import { emacs } from "@replit/codemirror-emacs";

/** @type {import("./key_maps.js").KeyMap} */
export const keys = { extension: emacs(), begin() {}, takesText: () => true };
