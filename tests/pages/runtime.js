// Test page: loads the runtime without any extension and records what it says.
"use strict";

const said = [];
const lines = [];
let glue;
let ticks = 0;

const host = {
  stream(name, text) {
    said.push([name, text]);
  },
  display(bundle) {
    said.push(["display", bundle]);
  },
  async requestInput(prompt) {
    said.push(["prompt", prompt]);
    return lines.length ? lines.shift() : null;
  },
  reportError(report) {
    said.push(["report", report]);
  },
  info: () => JSON.stringify({ rung: "page", url: location.href, userAgent: navigator.userAgent }),
  died(message) {
    said.push(["died", message]);
  },
};

setInterval(() => {
  ticks += 1;
}, 10);

/** Starts the runtime; `wasm` is its compiled module, when the caller has it. */
globalThis.startRuntime = async (options = {}, wasm = "/extension/glue/runtime_bg.wasm") => {
  glue = globalThis.__moreliaGlue_runtime(WebAssembly);
  await glue({ module_or_path: wasm });
  glue.start(host, JSON.stringify(options));
};

/** Runs an Execute request. Gives its reply, what was said meanwhile, and the page's timer ticks. */
globalThis.executePython = async (request, input = [], interruptAfter = null) => {
  said.length = 0;
  lines.push(...input);
  const before = ticks;
  if (interruptAfter !== null) setTimeout(() => glue.interrupt(), interruptAfter);
  const reply = JSON.parse(await glue.execute(JSON.stringify({ op: "execute", ...request })));
  return { reply, said: said.slice(), ticks: ticks - before };
};

/** Starts an Execute request and gives its reply without waiting for another one that runs. */
globalThis.executeTwoAtOnce = async (first, second) => {
  const one = glue.execute(JSON.stringify({ op: "execute", ...first }));
  const two = glue.execute(JSON.stringify({ op: "execute", ...second }));
  return [JSON.parse(await one), JSON.parse(await two)];
};

globalThis.interruptPython = () => glue.interrupt();
/** What a dead instance said of its end, and the end of what was printed. */
globalThis.lastWords = () => said.slice(-20).map(([, text]) => text).join("");
globalThis.requestPython = (request) => JSON.parse(glue.request(JSON.stringify(request)));
globalThis.liveProxies = () => glue.liveProxies();
