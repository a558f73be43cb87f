// A page's script cannot be Rust alone: somebody has to load the module and give its functions a name.
import start, { attach, next, request, targets } from "./glue/pages.js";

await start({ module_or_path: "glue/pages_bg.wasm" });
globalThis.moreliaAutomation = { attach, next, request, targets };
