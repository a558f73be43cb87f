// Tooltips of the editor: how the call is called that is being typed, and the
// documentation of what is at the cursor. JavaScript because they are
// CodeMirror's tooltips.
//
// @ts-check

import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, showTooltip } from "@codemirror/view";

import { Latest } from "./latest.js";

/**
 * Positions are in UTF-16 code units of `label`.
 *
 * @typedef {object} Signature
 * @property {string} label
 * @property {number} begin Where the parameter that is being typed begins; equal to `end` for none.
 * @property {number} end
 * @property {string} documentation
 */

/** @typedef {{position: number, signature?: Signature, text?: string}} Help */

/** @type {import("@codemirror/state").StateEffectType<Help | null>} */
const setHelp = StateEffect.define();

const helpField = StateField.define({
  /** @returns {Help | null} */
  create: () => null,
  update(help, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    if (!help || !transaction.docChanged) return help;
    if (help.text !== undefined) return null;
    return { ...help, position: transaction.changes.mapPos(help.position, -1) };
  },
  provide: (field) => showTooltip.from(field, (help) => help && tooltip(help)),
});

/** @param {Help} help */
function tooltip(help) {
  return {
    pos: help.position,
    above: true,
    create: () => ({ dom: help.signature ? signatureElement(help.signature) : documentationElement(help.text ?? "") }),
  };
}

/** @param {Signature} signature */
function signatureElement({ label, begin, end, documentation }) {
  const dom = element("div", "signature-help");
  dom.setAttribute("role", "tooltip");
  const code = element("div", "signature-label");
  code.append(label.slice(0, begin));
  if (end > begin) code.append(element("strong", "signature-active", label.slice(begin, end)));
  code.append(label.slice(end));
  dom.append(code);
  if (documentation) dom.append(element("div", "signature-documentation", documentation));
  return dom;
}

/** @param {string} text */
function documentationElement(text) {
  const dom = element("div", "documentation", text);
  dom.setAttribute("role", "status");
  dom.setAttribute("aria-label", "Documentation");
  return dom;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** @param {EditorView} view */
function closeHelp(view) {
  if (!view.state.field(helpField, false)) return false;
  view.dispatch({ effects: setHelp.of(null) });
  return true;
}

/**
 * @param {object} callbacks
 * @param {(code: string, cursor: number) => Promise<Signature | undefined>} callbacks.signature
 * @param {(code: string, cursor: number) => Promise<string | undefined>} callbacks.inspect
 * @param {() => boolean} wanted Whether typing opens the help.
 */
export function signatureHelp(callbacks, wanted) {
  /** @type {EditorView | undefined} */
  let view;
  const put = (/** @type {Help | null} */ help) => {
    if (view && (help || view.state.field(helpField))) view.dispatch({ effects: setHelp.of(help) });
  };
  const signatures = new Latest(
    (/** @type {{code: string, cursor: number}} */ { code, cursor }) => callbacks.signature(code, cursor),
    (signature, { cursor }) => {
      const open = view?.state.field(helpField);
      // The tooltip stays where it was opened while the arguments are typed.
      const position = open?.signature && signature && open.signature.label === signature.label ? open.position : cursor;
      put(signature ? { position, signature } : null);
    },
  );
  const documentation = new Latest(
    (/** @type {{code: string, cursor: number}} */ { code, cursor }) => callbacks.inspect(code, cursor),
    (text, { cursor }) => put(text ? { position: cursor, text } : null),
  );

  /** @param {EditorView} from */
  const question = (from) => {
    view = from;
    return { code: from.state.doc.toString(), cursor: from.state.selection.main.head };
  };

  const watch = EditorView.updateListener.of((update) => {
    if (!update.docChanged && !update.selectionSet) return;
    documentation.forget();
    const { state } = update;
    const open = state.field(helpField);
    // Whoever types faster than the answers come still wants the help.
    const isOpening = signatures.isAsked;
    signatures.forget();
    if (open?.text !== undefined) return update.docChanged ? undefined : void queueMicrotask(() => closeHelp(update.view));
    const cursor = state.selection.main.head;
    const typed = update.transactions.some((it) => it.isUserEvent("input.type"));
    const opens = typed && wanted() && /[(,]/.test(state.sliceDoc(cursor - 1, cursor));
    if (state.doc.length === 0) {
      if (open) queueMicrotask(() => closeHelp(update.view));
    } else if (opens || open || isOpening) {
      signatures.ask(question(update.view));
    }
  });

  return {
    extension: [helpField, watch],
    close: closeHelp,
    /**
     * Shows the documentation of what is at the cursor.
     *
     * @param {EditorView} from
     */
    showDocumentation(from) {
      signatures.forget();
      documentation.ask(question(from));
      return true;
    },
    /**
     * Scrolls a long documentation; false when none is shown.
     *
     * @param {EditorView} from
     * @param {number} direction
     */
    scroll(from, direction) {
      const shown = from.state.field(helpField, false)?.text !== undefined && document.querySelector(".documentation");
      if (!shown) return false;
      shown.scrollBy({ top: direction * shown.clientHeight * 0.8 });
      return true;
    },
  };
}
