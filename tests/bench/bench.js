// Runs inside the page under test, where there is no Rust: starts one of the
// two interpreters and times it. ./x bench drives it over WebDriver.
"use strict";

const rows = document.getElementById("bench-rows");
for (let i = 0; i < 2000; i += 1) {
  rows.appendChild(document.createElement("li")).textContent = `row ${i}`;
}

globalThis.benchTarget = {
  value: 1,
  add(amount) {
    return amount + 1;
  },
};
globalThis.benchCallMany = (callback, times) => {
  for (let i = 0; i < times; i += 1) callback(i);
};

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

const host = {
  stream() {},
  display() {},
  requestInput: async () => null,
  reportError(report) {
    console.error(report);
  },
  info: () => "{}",
  died(message) {
    console.error(message);
  },
};

/** An interpreter of its own, as the extension starts, resets and replaces them. */
async function restore(module) {
  const glue = globalThis.__moreliaGlue_runtime(WebAssembly);
  const { memory } = await glue({ module_or_path: module });
  glue.start(host, "{}");
  return { glue, memory };
}

const peers = {
  async pyodide() {
    await loadScript("/pyodide/pyodide.js");
    const pyodide = await globalThis.loadPyodide({ indexURL: "/pyodide/" });
    return async (code) => pyodide.runPython(code);
  },
  async morelia() {
    await loadScript("/morelia/glue/runtime.js");
    const module = await WebAssembly.compileStreaming(fetch("/morelia/glue/runtime_bg.wasm"));
    globalThis.benchRestore = () => restore(module);
    const { glue, memory } = await restore(module);
    globalThis.benchGlue = glue;
    globalThis.benchBytes = () => memory.buffer.byteLength;
    return runner(glue);
  },
};

/** A function that runs statements and gives the value of the last one, an expression. */
function runner(glue) {
  return async (code) => {
    const lines = code.trimEnd().split("\n");
    const last = lines.pop();
    const marked = [...lines, `__import__("js").benchResult = (${last})`].join("\n");
    const request = JSON.stringify({ op: "execute", mode: "exec", code: marked });
    const reply = JSON.parse(await glue.execute(request));
    if (reply.status !== "ok") throw new Error(JSON.stringify(reply));
    return globalThis.benchResult;
  };
}

const running = {};

/** Starts another Morelia, of a module of its own, as a peer. */
globalThis.benchStartModule = async (peer, module) => {
  running[peer] = runner((await restore(module)).glue);
};

/** Starts a peer. Gives the milliseconds from here to the result of 1+1. */
globalThis.benchStart = async (peer) => {
  const began = performance.now();
  running[peer] = await peers[peer]();
  const two = await running[peer]("1 + 1");
  if (two !== 2) throw new Error(`1 + 1 gave ${two}`);
  return performance.now() - began;
};

const text = async (address) => (await fetch(address)).text();

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}

async function fetchBase64(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return base64(new Uint8Array(await response.arrayBuffer()));
}

/** Gives a started peer the cases. */
globalThis.benchLoad = async (peer) => {
  for (const file of ["cases.py", "programs.py"]) await running[peer](`${await text(file)}\nTrue`);
  globalThis.benchSource = await text("pyperf.py");
  return running[peer]("install_pyperf(js.benchSource)");
};

/** Gives a started peer a program of pyperformance. */
globalThis.benchPrepare = async (peer, program) => {
  const names = ["run_benchmark.py", ...program.files].map((name) => `${program.program}/${name}`);
  globalThis.benchFiles = await Promise.all(
    names.map(async (name) => [name, await fetchBase64(`/pyperformance/${name}`)]),
  );
  globalThis.benchSource = JSON.stringify(program);
  return running[peer]("prepare(js.benchSource)");
};

/** Runs a case once in a started peer. Gives the seconds of one operation. */
globalThis.benchOnce = async (peer, name) => running[peer](`once(${JSON.stringify(name)})`);

/** Runs the mix of everyday work in a started peer. */
globalThis.benchTrain = async (peer) => running[peer](await text("training.py"));

/** What the interpreter executed, in a build that counts it. */
globalThis.benchCounts = () => base64(globalThis.benchGlue.counts());

/** Restores interpreters after each other, a statement in each. Gives the milliseconds of the best. */
globalThis.benchRestores = async (times) => {
  const request = JSON.stringify({ op: "execute", mode: "exec", code: "1 + 1" });
  let best = Infinity;
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    const { glue } = await globalThis.benchRestore();
    const { status } = JSON.parse(await glue.execute(request));
    if (status !== "ok") throw new Error(`restore ${time} ended with ${status}`);
    best = Math.min(best, performance.now() - began);
  }
  return best;
};

/** Megabytes of linear memory that an interpreter starts with. */
globalThis.benchMemory = async () => (await globalThis.benchRestore()).memory.buffer.byteLength / 2 ** 20;
