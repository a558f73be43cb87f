// The Python editor of the console. JavaScript because CodeMirror is.
//
// @ts-check

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, insertNewlineAndIndent } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { classHighlighter, highlightCode } from "@lezer/highlight";

import { EnterQueue } from "./enter_queue.js";

/**
 * What the editor asks of the console.
 *
 * @typedef {object} EditorCallbacks
 * @property {(code: string) => void} submit Run this.
 * @property {(code: string) => Promise<{status: string, indent: string}>} isComplete
 *   Whether Enter runs it: `complete`, `incomplete` or `invalid`.
 * @property {(code: string, cursor: number) => Promise<Completions | undefined>} complete
 * @property {(text: string, cursor: number) => string | undefined} historyPrevious
 * @property {() => string | undefined} historyNext
 * @property {() => void} historyLeave The text was edited or the cursor moved.
 * @property {() => boolean} interrupt False when nothing runs.
 * @property {() => void} clear
 */

/**
 * Positions are in UTF-16 code units.
 *
 * @typedef {object} Completions
 * @property {number} start
 * @property {number} end
 * @property {{label: string, type: string, detail?: string}[]} options
 */

const WORD = /^[\p{L}\p{N}_]*$/u;
const INDENT = "    ";
/** Where typing opens the popup: after a name, a dot, or in `import `. */
const OPENS_POPUP = /(?:[\p{L}_][\p{L}\p{N}_]*|\.)$|^\s*(?:from|import)\s+$/u;

/**
 * Creates the editor inside `parent`.
 *
 * @param {HTMLElement} parent
 * @param {EditorCallbacks} callbacks
 */
export function createEditor(parent, callbacks) {
  let browsing = false;
  const enters = new EnterQueue();

  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of(consoleKeymap())),
        closeBrackets(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of(INDENT),
        EditorState.tabSize.of(4),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        new LanguageSupport(pythonLanguage),
        syntaxHighlighting(classHighlighter),
        autocompletion({
          override: [completionSource],
          selectOnOpen: false,
          // Nothing is selected by itself, so nothing is taken by accident.
          interactionDelay: 0,
          icons: true,
          maxRenderedOptions: 100,
          activateOnTypingDelay: 60,
        }),
        placeholder("Python. Enter runs, Shift+Enter adds a line."),
        EditorView.contentAttributes.of({
          "aria-label": "Python code. Enter runs it, Shift and Enter add a line, Escape and then Tab leave the editor.",
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) enters.map(update.changes, update.transactions.some(isDecision));
          if ((update.docChanged || update.selectionSet) && !update.transactions.some(isRecall)) leaveHistory();
        }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      ],
    }),
  });

  /** @returns {import("@codemirror/view").KeyBinding[]} */
  function consoleKeymap() {
    return [
      { key: "Enter", run: enter },
      { key: "Shift-Enter", run: insertNewlineAndIndent },
      { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => runAlways() },
      { key: "Tab", run: tab, shift: indentLess },
      { key: "ArrowUp", run: () => recall(previousFromHistory) },
      { key: "ArrowDown", run: () => recall(nextFromHistory) },
      { key: "Ctrl-c", run: () => view.state.selection.main.empty && callbacks.interrupt() },
      { key: "Ctrl-l", run: clear },
    ];
  }

  /** @returns {boolean} */
  function enter() {
    if (completionStatus(view.state) === "active" && selectedCompletion(view.state)) return acceptCompletion(view);
    const { doc, selection } = view.state;
    const cursor = selection.main;
    if (!cursor.empty || doc.lineAt(cursor.head).number < doc.lines) return insertNewlineAndIndent(view);
    closeCompletion(view);
    enters.push({ end: doc.length, cursor: cursor.head }, decideEnter);
    return true;
  }

  /**
   * Text typed while the answer is on its way stays behind for the next cell.
   *
   * @param {import("./enter_queue.js").Mark} mark
   */
  async function decideEnter(mark) {
    const code = view.state.sliceDoc(0, mark.end);
    if (!code.trim()) return;
    const { status, indent } = await callbacks.isComplete(code);
    if (status !== "incomplete") {
      submit(mark.end);
    } else if (mark.cursor === mark.end) {
      const insert = "\n" + indent;
      const head = view.state.selection.main.head;
      const anchor = head >= mark.cursor ? head + insert.length : head;
      view.dispatch({
        changes: { from: mark.cursor, insert },
        selection: { anchor },
        userEvent: "input.enter",
        scrollIntoView: true,
      });
    } else {
      insertNewlineAndIndent(view);
    }
  }

  /** @returns {boolean} */
  function runAlways() {
    if (view.state.doc.toString().trim()) submit(view.state.doc.length);
    return true;
  }

  /** @param {number} end */
  function submit(end) {
    const code = view.state.sliceDoc(0, end).replace(/\s+$/, "");
    closeCompletion(view);
    view.dispatch({ changes: { from: 0, to: end }, annotations: Transaction.addToHistory.of(false) });
    callbacks.submit(code);
  }

  /** @returns {boolean} */
  function tab() {
    const { state } = view;
    if (completionStatus(state) === "active") {
      if (!selectedCompletion(state)) moveCompletionSelection(true)(view);
      acceptCompletion(view);
      return true;
    }
    const cursor = state.selection.main;
    const before = state.doc.lineAt(cursor.head).text.slice(0, cursor.head - state.doc.lineAt(cursor.head).from);
    if (!cursor.empty) return indentMore(view);
    if (before.trim()) return startCompletion(view);
    view.dispatch(state.replaceSelection(INDENT.slice(before.length % INDENT.length)));
    return true;
  }

  /** @param {() => string | undefined} step */
  function recall(step) {
    if (completionStatus(view.state) === "active") return false;
    const text = step();
    if (text === undefined) return browsing;
    browsing = true;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      selection: { anchor: text.length },
      userEvent: "history.recall",
      scrollIntoView: true,
    });
    return true;
  }

  function previousFromHistory() {
    const { doc, selection } = view.state;
    const cursor = selection.main;
    if (!browsing && (!cursor.empty || doc.lineAt(cursor.head).number > 1)) return undefined;
    return callbacks.historyPrevious(doc.toString(), cursor.head);
  }

  function nextFromHistory() {
    return browsing ? callbacks.historyNext() : undefined;
  }

  function leaveHistory() {
    if (!browsing) return;
    browsing = false;
    callbacks.historyLeave();
  }

  /** @returns {boolean} */
  function clear() {
    callbacks.clear();
    return true;
  }

  /**
   * @param {import("@codemirror/autocomplete").CompletionContext} context
   * @returns {Promise<import("@codemirror/autocomplete").CompletionResult | null>}
   */
  async function completionSource(context) {
    const line = context.state.doc.lineAt(context.pos);
    if (!context.explicit && !OPENS_POPUP.test(line.text.slice(0, context.pos - line.from))) return null;
    const code = context.state.doc.toString();
    const found = await callbacks.complete(code, context.pos);
    if (!found || context.aborted || found.options.length === 0) return null;
    const typed = code.slice(found.start, found.end);
    if (found.options.length === 1 && found.options[0].label === typed) return null;
    // The runtime's order is the order of relevance.
    const options = found.options.map((option, index) => ({ ...option, boost: Math.max(-99, 99 - index) }));
    return { from: found.start, to: found.end, options, validFor: WORD };
  }

  return {
    focus: () => view.focus(),
    hasFocus: () => view.hasFocus,
    /** @param {string} text */
    insert(text) {
      view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input" });
      view.focus();
    },
    text: () => view.state.doc.toString(),
    /** @param {string} text */
    setText(text) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
      });
    },
  };
}

/** @param {import("@codemirror/state").Transaction} transaction */
function isDecision(transaction) {
  return transaction.isUserEvent("input.enter");
}

/** @param {import("@codemirror/state").Transaction} transaction */
function isRecall(transaction) {
  return transaction.isUserEvent("history.recall");
}

/**
 * Appends `code` to `parent`, coloured with the classes of the editor.
 *
 * @param {HTMLElement} parent
 * @param {string} code
 */
export function appendPython(parent, code) {
  const put = (/** @type {string} */ text, /** @type {string} */ classes) => {
    if (!classes) {
      parent.append(text);
      return;
    }
    const span = document.createElement("span");
    span.className = classes;
    span.textContent = text;
    parent.append(span);
  };
  highlightCode(code, pythonLanguage.parser.parse(code), classHighlighter, put, () => parent.append("\n"));
}
