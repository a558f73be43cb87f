// Part of content.js and frame.js, which say why they cannot be Rust: interpreters come and go.

/**
 * @param {typeof WebAssembly} compiler
 * @param {string} path
 */
async function load(compiler, path) {
  const response = await fetch(api.runtime.getURL(path));
  if (!response.ok) throw new Error(`${path} is missing in the extension`);
  return compiler.compileStreaming(response);
}

/**
 * Starts an interpreter of its own for the host that is given.
 * @param {Promise<WebAssembly.Module>} module
 * @param {object} host
 */
async function startRuntime(module, host) {
  const { own, timers, abandon } = abandonable();
  const glue = globalThis.__moreliaGlue_runtime(own, timers);
  await glue({ module_or_path: await module });
  host.openPageWorld = openPageWorld;
  glue.start(host, "{}");
  return {
    execute: (request) => glue.execute(request),
    request: (request) => glue.request(request),
    requestInFiber: (request) => glue.requestInFiber(request),
    home: (request) => glue.home(request),
    interrupt: (timeLimit) => glue.interrupt(timeLimit),
    abandon: () => abandon(glue),
  };
}

/**
 * A WebAssembly and timers whose instances can be left, so that a loop in a discarded interpreter
 * cannot run on, and a long sleep does not keep its memory: its timers end, and what waits for a
 * promise ends with a trap, which is the one error that no WebAssembly catches. Stacks that stay
 * suspended would not do: Chromium 156 never frees some of them.
 */
function abandonable() {
  /** @type {unknown} */
  let end;
  const waiting = new Set();
  const pending = new Set();
  const own = Object.create(WebAssembly, {
    Suspending: {
      value: function (called) {
        return new WebAssembly.Suspending((...args) => {
          if (end) return Promise.reject(end);
          const result = called(...args);
          if (typeof result?.then !== "function") return result;
          return new Promise((resolve, reject) => {
            const settled = (settle) => (value) => {
              waiting.delete(reject);
              settle(value);
            };
            waiting.add(reject);
            result.then(settled(resolve), settled(reject));
          });
        });
      },
    },
  });
  const timers = {
    setTimeout(callback, delay, argument) {
      if (end) return undefined;
      const timer = setTimeout(() => {
        pending.delete(timer);
        callback(argument);
      }, delay);
      pending.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      pending.delete(timer);
      clearTimeout(timer);
    },
  };
  /** @param {{leave(): void, trap(): never}} glue */
  function abandon(glue) {
    if (end) return;
    try {
      glue.leave();
      glue.trap();
    } catch (error) {
      end = error;
    }
    for (const reject of waiting) reject(end);
    for (const timer of pending) clearTimeout(timer);
  }
  return { own, timers, abandon };
}
