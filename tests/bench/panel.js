// What a person feels of the panel: measured inside its page, where the keys arrive. ./x bench drives
// it over WebDriver. Waiting is by mutation, so that nothing is added to what is measured.
"use strict";

window.benchUntil = (found) =>
  new Promise((resolve) => {
    const look = () => {
      const it = found();
      if (!it) return;
      observer.disconnect();
      resolve(it);
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    look();
  });

/** Types into CodeMirror as an input method does, and presses Ctrl+Enter. */
window.benchSubmit = async (code) => {
  const editor = await benchUntil(() => document.querySelector(".cm-content[contenteditable=true]"));
  editor.focus();
  document.execCommand("insertText", false, code);
  await benchUntil(() => editor.textContent.includes(code));
  const enter = { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true };
  editor.dispatchEvent(new KeyboardEvent("keydown", enter));
};

/** Notes, for each key, the time from its event until the frame is painted that shows it. */
window.benchWatchKeys = () => {
  window.benchKeys = [];
  addEventListener(
    "keydown",
    (event) => {
      requestAnimationFrame(() => {
        // A task that was posted in a frame runs after it was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => benchKeys.push(performance.now() - event.timeStamp);
        port2.postMessage(0);
      });
    },
    true,
  );
};

/** Notes, for each key that opens the popup of completions, the time until it is there. */
window.benchWatchPopups = () => {
  window.benchPopups = [];
  let pressed = 0;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  new MutationObserver(() => {
    if (!pressed || !document.querySelector(".cm-tooltip-autocomplete li")) return;
    benchPopups.push(performance.now() - pressed);
    pressed = 0;
  }).observe(document, { childList: true, subtree: true });
};
