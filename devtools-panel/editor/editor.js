// The Python editor of the console. JavaScript because CodeMirror is.
//
// @ts-check

import {
  acceptCompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import {
  addCursorAbove,
  addCursorBelow,
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
  insertNewlineAndIndent,
  toggleComment,
} from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, Prec, Transaction } from "@codemirror/state";
import { crosshairCursor, drawSelection, EditorView, keymap, placeholder, rectangularSelection } from "@codemirror/view";
import { classHighlighter, highlightCode } from "@lezer/highlight";

import { completion } from "./completion.js";
import { EnterQueue } from "./enter_queue.js";
import { DEFAULT_KEYS, loadKeys } from "./key_maps.js";
import { withoutPrompts } from "./paste.js";
import { eagerPreview } from "./preview.js";
import { signatureHelp } from "./signature_help.js";

/**
 * What the editor asks of the console.
 *
 * @typedef {object} EditorCallbacks
 * @property {(code: string) => void} submit Run this.
 * @property {(code: string) => Promise<{status: string, indent: string}>} isComplete
 *   Whether Enter runs it: `complete`, `incomplete` or `invalid`.
 * @property {(code: string, cursor: number) => Promise<import("./completion.js").Completions | undefined>} complete
 * @property {(code: string, cursor: number) => Promise<import("./signature_help.js").Signature | undefined>} signature
 * @property {(code: string, cursor: number) => Promise<string | undefined>} inspect What is at the cursor.
 * @property {(code: string) => Promise<string | undefined>} preview The value of an expression.
 * @property {() => void} searchHistory Opens the search in the history.
 * @property {(text: string, cursor: number) => string | undefined} historyPrevious
 * @property {() => string | undefined} historyNext
 * @property {() => void} historyLeave The text was edited or the cursor moved.
 * @property {() => boolean} interrupt False when nothing runs.
 * @property {() => void} clear
 */

/**
 * What the person has chosen.
 *
 * @typedef {object} EditorSettings
 * @property {string} keyMap `default`, `vim` or `emacs`.
 * @property {boolean} softWrap
 * @property {boolean} completeWhileTyping
 * @property {boolean} signatureHelp
 * @property {boolean} eagerPreview
 */

const INDENT = "    ";

/**
 * Creates the editor inside `parent`.
 *
 * @param {HTMLElement} parent
 * @param {EditorCallbacks} callbacks
 */
export function createEditor(parent, callbacks) {
  let browsing = false;
  let keys = DEFAULT_KEYS;
  let keyMapName = "default";
  let helpWanted = true;
  /** @type {ReturnType<typeof eagerPreview> | undefined} */
  let preview;
  const enters = new EnterQueue();
  const help = signatureHelp(callbacks, () => helpWanted);
  const parts = {
    keys: new Compartment(),
    editing: new Compartment(),
    wrap: new Compartment(),
    completion: new Compartment(),
    preview: new Compartment(),
  };

  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of(consoleKeymap())),
        parts.keys.of([]),
        closeBrackets(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of(INDENT),
        EditorState.tabSize.of(4),
        EditorState.allowMultipleSelections.of(true),
        history(),
        drawSelection(),
        rectangularSelection(),
        crosshairCursor(),
        parts.wrap.of(EditorView.lineWrapping),
        new LanguageSupport(pythonLanguage),
        syntaxHighlighting(classHighlighter),
        parts.completion.of(completion(callbacks, true)),
        help.extension,
        parts.preview.of([]),
        EditorView.clipboardInputFilter.of(withoutPrompts),
        // Files are taken by the panel around the editor.
        EditorView.domEventHandlers({ drop: (event) => Boolean(event.dataTransfer?.files.length) }),
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
        keymap.of([...closeBracketsKeymap, ...completionKeymap]),
        parts.editing.of(keymap.of(editingKeys("default"))),
      ],
    }),
  });

  /** @returns {import("@codemirror/view").KeyBinding[]} */
  function consoleKeymap() {
    return [
      { key: "Enter", run: enter },
      { key: "Shift-Enter", run: insertNewlineAndIndent },
      { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => runAlways() },
      { key: "Tab", run: tab, shift: shiftTab },
      { key: "Ctrl-Shift-Space", run: help.showDocumentation },
      { key: "Escape", run: escape },
      { key: "PageUp", run: () => help.scroll(view, -1) },
      { key: "PageDown", run: () => help.scroll(view, 1) },
      { key: "Ctrl-/", mac: "Cmd-/", run: (target) => keyMapName !== "emacs" && toggleComment(target) },
      { key: "Ctrl-Alt-ArrowUp", run: addCursorAbove },
      { key: "Ctrl-Alt-ArrowDown", run: addCursorBelow },
      { key: "Ctrl-r", run: searchHistory },
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
    keys.begin(view);
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

  /** @returns {boolean} */
  function shiftTab() {
    const cursor = view.state.selection.main;
    const line = view.state.doc.lineAt(cursor.head);
    const before = line.text.slice(0, cursor.head - line.from);
    return cursor.empty && before.trim() ? help.showDocumentation(view) : indentLess(view);
  }

  /** @returns {boolean} */
  function escape() {
    if (keyMapName === "vim") {
      // Its Escape ends the insert mode, whatever else there is to be closed.
      closeCompletion(view);
      help.close(view);
      return false;
    }
    return completionStatus(view.state) === "active" ? closeCompletion(view) : help.close(view);
  }

  /** @returns {boolean} */
  function searchHistory() {
    if (!keys.takesText(view)) return false;
    closeCompletion(view);
    help.close(view);
    callbacks.searchHistory();
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

  /** @param {EditorSettings} settings */
  async function configure(settings) {
    helpWanted = settings.signatureHelp;
    preview?.stop();
    preview = settings.eagerPreview ? eagerPreview(parent, callbacks.preview.bind(callbacks)) : undefined;
    view.dispatch({
      effects: [
        parts.wrap.reconfigure(settings.softWrap ? EditorView.lineWrapping : []),
        parts.completion.reconfigure(completion(callbacks, settings.completeWhileTyping)),
        parts.preview.reconfigure(preview?.extension ?? []),
      ],
    });
    if (settings.keyMap === keyMapName) return;
    keyMapName = settings.keyMap;
    const chosen = await loadKeys(settings.keyMap);
    if (keyMapName !== settings.keyMap) return;
    keys = chosen;
    view.dispatch({ effects: [parts.keys.reconfigure(keys.extension), parts.editing.reconfigure(keymap.of(editingKeys(keyMapName)))] });
    keys.begin(view);
    parent.dataset.keys = keyMapName;
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
    configure,
    /** @param {string} text */
    setText(text) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
        userEvent: "input.replace",
        scrollIntoView: true,
      });
      view.focus();
    },
  };
}

/**
 * CodeMirror's own keys. Those with Ctrl and Alt would come before those of Vim
 * and Emacs, which have their own.
 *
 * @param {string} keyMap
 */
function editingKeys(keyMap) {
  if (keyMap === "default") return [...historyKeymap, ...defaultKeymap];
  return defaultKeymap.filter((binding) => !/(?:Ctrl|Alt|Mod|Cmd|Meta)-/.test(binding.key ?? ""));
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
