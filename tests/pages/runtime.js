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

let compiled;

/**
 * Starts an interpreter; the next call leaves it and starts another. `wasm` is the runtime's compiled
 * module, when the caller has it. Gives the bytes of the interpreter's memory.
 */
globalThis.startRuntime = async (options = {}, wasm = undefined) => {
  compiled ??= wasm ?? WebAssembly.compileStreaming(fetch("/extension/glue/runtime_bg.wasm"));
  const fresh = globalThis.__moreliaGlue_runtime(WebAssembly);
  const { memory } = await fresh({ module_or_path: await compiled });
  fresh.start(host, JSON.stringify(options));
  glue = fresh;
  return memory.buffer.byteLength;
};

/** Starts interpreters, each for some code, and leaves them. */
globalThis.restoreManyTimes = async (times, code = "1 + 1") => {
  const request = JSON.stringify({ op: "execute", code });
  for (let time = 0; time < times; time += 1) {
    await startRuntime();
    const { status } = JSON.parse(await glue.execute(request));
    if (status !== "ok") throw new Error(`restore ${time}: ${status}`);
  }
};

/**
 * Traps the interpreter in the middle of something, for want of stack: each time it is called a little
 * nearer to the end of the stack. Gives what JavaScript saw.
 */
globalThis.trapRuntime = () => {
  const request = JSON.stringify({ op: "complete", code: "pri", cursor: 3 });
  const attempt = (distance) => {
    let left = distance;
    const dive = () => {
      try {
        return dive();
      } catch (error) {
        left -= 1;
        if (left !== 0) throw error;
        return glue.request(request);
      }
    };
    return dive();
  };
  try {
    for (let distance = 1000; distance > 1; distance = Math.floor(distance * 0.8)) attempt(distance);
    return "survived";
  } catch (error) {
    return error.name;
  }
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
