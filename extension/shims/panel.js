// Starts the console. JavaScript because a page cannot load WebAssembly by itself.
//
// @ts-check
import init from "./glue/devtools-panel.js";

await init({ module_or_path: new URL("./glue/devtools-panel_bg.wasm", import.meta.url) });
