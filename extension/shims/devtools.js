// This is one call of an API that only exists here, and so not worth a WebAssembly module.
const api = globalThis.browser ?? globalThis.chrome;

api.devtools.panels.create(
  "Python",
  "/icons/morelia-32.png",
  `/panel.html?tab=${api.devtools.inspectedWindow.tabId}`,
);
