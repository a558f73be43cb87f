// Test page: runs CPython's test modules, each in a worker with an interpreter of its own, several
// at a time. A trap or a hang costs the test that caused it, and a new interpreter for the others.
"use strict";

/** How often a module may start again after a test that died or hung. */
const RESTARTS = 25;
/** Milliseconds that an interrupted test has to come to an end by itself. */
const GRACE = 5000;

const fetched = new Map();
const finished = [];
let waiting = [];
let running = 0;

const fetchBytes = (url) => {
  if (!fetched.has(url)) {
    fetched.set(url, fetch(url).then((response) => {
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      return response.arrayBuffer();
    }));
  }
  return fetched.get(url);
};

/**
 * Runs the tests of a module that have no outcome yet, in a fresh interpreter.
 * Gives how it ended: finished, died or hung, the test that ran then, and what was said of it.
 */
const attempt = (wasm, plan, files, outcomes) => new Promise((resolve) => {
  const worker = new Worker("conformance-worker.js");
  let current = "(start)";
  let since = performance.now();
  let interrupted = false;
  const end = (how, detail = "") => {
    clearInterval(timer);
    worker.terminate();
    resolve({ how, current, detail });
  };
  const timer = setInterval(() => {
    const limit = plan.limit * 1000;
    const elapsed = performance.now() - since;
    if (elapsed > limit + GRACE) end("hung");
    else if (elapsed > limit && !interrupted) {
      interrupted = true;
      worker.postMessage({ interrupt: true });
    }
  }, 250);
  worker.onerror = (event) => end("died", event.message);
  worker.onmessage = ({ data }) => {
    if (data.event === "begin") {
      current = data.id;
      since = performance.now();
      interrupted = false;
    } else if (data.event === "end") {
      const { id, outcome, detail } = data;
      outcomes.set(id, { outcome, detail, seconds: (performance.now() - since) / 1000 });
    } else if (data.event === "unmatched") {
      plan.unmatched ??= data.skips;
    } else if (data.event === "finished") end("finished");
    else if (data.event === "interrupted") end("hung", data.detail);
    else end("died", data.detail);
  };
  const order = { module: plan.module, skip: plan.skip, done: [...outcomes.keys()] };
  worker.postMessage({ wasm, files, folder: plan.folder, order });
});

const runModule = async (wasm, plan) => {
  const begin = performance.now();
  const outcomes = new Map();
  const files = await Promise.all(
    plan.files.map(async ({ path, url }) => ({ path, bytes: await fetchBytes(url) })),
  );
  let broken = "";
  for (let restarts = 0; ; restarts += 1) {
    const { how, current, detail } = await attempt(wasm, plan, files, outcomes);
    if (how === "finished") break;
    const outcome = how === "died" ? "died" : "hung";
    // A test that had passed may still do so in what comes after it; twice would be for ever.
    const again = outcomes.get(current)?.outcome === outcome;
    outcomes.set(current, { outcome, detail, seconds: 0 });
    if (again || current === "(start)" || restarts === RESTARTS) {
      broken = again ? `${how} after ${current}: ${detail}` : `given up after ${current}: ${detail}`;
      break;
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  const { module, unmatched = [] } = plan;
  return { module, seconds, broken, unmatched, outcomes: Object.fromEntries(outcomes) };
};

/** Begins; plans: [{module, files: [{path, url}], folder, skip: [pattern], limit: seconds}]. */
globalThis.startConformance = async (plans, workers) => {
  const wasm = await WebAssembly.compileStreaming(fetch("/extension/glue/runtime_bg.wasm"));
  waiting = plans;
  const work = async () => {
    running += 1;
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      const failed = (error) => ({ module: plan.module, seconds: 0, broken: String(error), unmatched: [], outcomes: {} });
      finished.push(await runModule(wasm, plan).catch(failed));
    }
    running -= 1;
  };
  for (let n = 0; n < workers; n += 1) work();
};

/** What was finished since the last call, and whether that was all. */
globalThis.takeFinished = () => ({ finished: finished.splice(0), isOver: running === 0 });
