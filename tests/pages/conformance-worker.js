// Test worker: one interpreter for one of CPython's test modules. A worker, so that a test that
// never comes back can be ended by the page.
"use strict";

importScripts("/extension/glue/runtime.js", "/pages/runtime.js");

// What tests/conformance/run_module.py tells of each test, as JSON.
globalThis.conformanceEvent = (text) => postMessage(JSON.parse(text));

/** Puts files into Python's file system. */
const writeFiles = (files) => {
  const encoded = files.map(({ path, bytes }) => ({ path, base64: new Uint8Array(bytes).toBase64() }));
  const reply = requestPython({ op: "write_files", files: encoded });
  if (reply.op !== "done") throw new Error(reply.message);
};

const run = async ({ wasm, files, folder, order }) => {
  await startRuntime({}, wasm);
  writeFiles(files);
  const literal = JSON.stringify(JSON.stringify(order));
  const code = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import run_module; run_module.run(${literal})`;
  const { reply } = await executePython({ code, mode: "exec" });
  if (reply.status !== "ok") throw new Error(reply.error?.traceback ?? reply.status);
};

addEventListener("message", ({ data }) => {
  if (data.interrupt) {
    interruptPython();
    return;
  }
  run(data).then(
    () => postMessage({ event: "finished" }),
    (error) => postMessage({ event: "died", detail: `${lastWords()}${error.stack ?? error}` }),
  );
});
