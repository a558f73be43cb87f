// Run by Node while the extension is built: boots the interpreter and writes its memory to a file.
// This cannot be Rust: it needs an engine for WebAssembly, and Node is there for the editor anyway.
"use strict";
const fs = require("fs");

/** Seconds since 1970 of all that the image dates: 1980, as in reproducible archives. */
const NOW = 315532800;

const archive = fs.readFileSync("archive");
const complaints = [];
let exported;

/**
 * What the interpreter may ask for while it boots, by the beginning of wasm-bindgen's name. None of
 * it gives or takes a JavaScript object: such an object would be gone in the image.
 */
const allowed = {
  __wbg_moreliaReadArchive_(offset, pointer, length) {
    const target = new Uint8Array(exported.memory.buffer, pointer >>> 0, length >>> 0);
    target.set(archive.subarray(offset >>> 0, (offset >>> 0) + target.length));
  },
  __wbg_error_(pointer, length) {
    complaints.push(text(pointer, length));
  },
  // Date.now() and performance.now(), which are told apart by a hash only.
  __wbg_now_: () => NOW * 1000,
};

/** @param {number} pointer @param {number} length */
function text(pointer, length) {
  return Buffer.from(exported.memory.buffer, pointer >>> 0, length >>> 0).toString();
}

/** @param {string} name */
function functionFor(name) {
  const found = Object.keys(allowed).find((beginning) => name.startsWith(beginning));
  if (found) return allowed[found];
  return () => {
    throw new Error(`it calls JavaScript (${name}), which an image cannot hold; do that in start()`);
  };
}

function boot() {
  const module = new WebAssembly.Module(fs.readFileSync("module.wasm"));
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const of = {
      function: () => functionFor(name),
      tag: () => new WebAssembly.Tag({ parameters: ["externref"] }),
    }[kind];
    if (!of) throw new Error(`it imports the ${kind} ${name}`);
    (imports[from] ??= {})[name] = of();
  }
  exported = new WebAssembly.Instance(module, imports).exports;
  const tables = sizes();
  const index = fs.readFileSync("index.json");
  const pointer = exported.__wbindgen_malloc(index.length, 1);
  new Uint8Array(exported.memory.buffer, pointer, index.length).set(index);
  const [failure, length] = exported.boot(pointer, index.length);
  if (failure) throw new Error(text(failure, length));
  if (sizes() !== tables) throw new Error("it holds JavaScript objects, which an image cannot");
  const globals = {};
  for (const [name, value] of Object.entries(exported)) {
    if (value instanceof WebAssembly.Global) globals[name] = value.value;
  }
  fs.writeFileSync("memory", new Uint8Array(exported.memory.buffer));
  return { globals };
}

/** The lengths of all tables: the one of JavaScript objects grows with the first of them. */
function sizes() {
  const tables = Object.values(exported).filter((value) => value instanceof WebAssembly.Table);
  return JSON.stringify(tables.map((table) => table.length));
}

let outcome;
try {
  outcome = boot();
} catch (error) {
  outcome = { error: [...complaints, error.stack].join("\n") };
}
fs.writeSync(1, JSON.stringify(outcome));
