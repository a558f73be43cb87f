// The popup of completions. JavaScript because it is CodeMirror's.
//
// @ts-check

import { autocompletion } from "@codemirror/autocomplete";

/**
 * Positions are in UTF-16 code units.
 *
 * @typedef {object} Completions
 * @property {number} start
 * @property {number} end
 * @property {{label: string, type: string, detail?: string}[]} options
 */

const WORD = /^[\p{L}\p{N}_]*$/u;
/** Where typing opens the popup: after a name, a dot, a subscript's quote, or in `import `. */
const OPENS_POPUP = /(?:[\p{L}_][\p{L}\p{N}_]*|\.|\[["']?|["'(]~?[\w./-]*\/)$|^\s*(?:from|import)\s+$/u;
/** What needs no explanation. */
const UNDOCUMENTED = new Set(["keyword", "parameter", "path", "folder", "key"]);
/** The popup opens this long after a key; more keys in between ask nothing. */
const DELAY_MS = 10;

/**
 * @param {object} callbacks
 * @param {(code: string, cursor: number) => Promise<Completions | undefined>} callbacks.complete
 * @param {(code: string, cursor: number) => Promise<string | undefined>} callbacks.inspect
 * @param {boolean} whileTyping
 */
export function completion(callbacks, whileTyping) {
  /**
   * @param {import("@codemirror/autocomplete").CompletionContext} context
   * @returns {Promise<import("@codemirror/autocomplete").CompletionResult | null>}
   */
  async function source(context) {
    const line = context.state.doc.lineAt(context.pos);
    if (!context.explicit && !OPENS_POPUP.test(line.text.slice(0, context.pos - line.from))) return null;
    const code = context.state.doc.toString();
    const found = await callbacks.complete(code, context.pos);
    if (!found || context.aborted || found.options.length === 0) return null;
    const typed = code.slice(found.start, found.end);
    if (found.options.length === 1 && found.options[0].label === typed) return null;
    const options = found.options.map((option, index) => ({
      ...option,
      // The runtime's order is the order of relevance.
      boost: Math.max(-99, 99 - index),
      info: UNDOCUMENTED.has(option.type) ? undefined : () => info(code.slice(0, found.start) + option.label),
    }));
    return { from: found.start, to: found.end, options, validFor: WORD };
  }

  /** @param {string} code Ends with the option. */
  async function info(code) {
    const text = await callbacks.inspect(code, code.length);
    if (!text) return null;
    const dom = document.createElement("div");
    dom.className = "completion-documentation";
    dom.textContent = text;
    return dom;
  }

  return autocompletion({
    override: [source],
    activateOnTyping: whileTyping,
    selectOnOpen: false,
    // Nothing is selected by itself, so nothing is taken by accident.
    interactionDelay: 0,
    icons: true,
    maxRenderedOptions: 100,
    activateOnTypingDelay: DELAY_MS,
  });
}
