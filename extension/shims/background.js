// This cannot be Rust: a service worker has to register its listeners while its script runs for the
// first time, and WebAssembly is only there a turn of the event loop later.
// It registers all of them, keeps what they hear until the module is there, and hands it over.
import start, * as hub from "./glue/background.js";
import { connect } from "./page-world.js";

const api = globalThis.browser ?? globalThis.chrome;

/** @type {Array<() => void> | null} What was heard before the module was there. */
let waiting = [];

/** @param {() => void} action */
function whenReady(action) {
  if (waiting) waiting.push(action);
  else action();
}

let newestPort = 0;

api.runtime.onConnect.addListener((port) => {
  const id = ++newestPort;
  port.onMessage.addListener((message) => {
    if (typeof message === "string") whenReady(() => hub.received(id, message));
    else if (ArrayBuffer.isView(message)) whenReady(() => hub.receivedBytes(id, new Uint8Array(message)));
  });
  port.onDisconnect.addListener(() => {
    // Reading the error keeps Chromium from reporting it: a page that went into the back-forward cache.
    void api.runtime.lastError;
    whenReady(() => hub.disconnected(id));
  });
  whenReady(() => hub.connected(id, port));
});

api.runtime.onMessage.addListener((message, sender, respond) => {
  if (typeof message !== "string") return false;
  whenReady(() => hub.called(message, sender).then(respond));
  return true;
});

api.webNavigation.onCommitted.addListener(({ tabId, frameId, documentId, url }) => {
  whenReady(() => hub.navigated(tabId, frameId, documentId, url));
});

// Opening needs the person's click, which is over when the module has it.
if (api.sidePanel) api.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
else api.action.onClicked.addListener(() => api.sidebarAction.toggle());

start({ module_or_path: api.runtime.getURL("glue/background_bg.wasm") }).then(() => {
  hub.setPageWorld(connect);
  const heard = waiting ?? [];
  waiting = null;
  for (const action of heard) action();
});
