// This cannot be Rust: it finds the WebAssembly that Rust then runs in.
// Injected into the isolated world of a frame, perhaps many times; the first time it begins the
// session, later it only says that somebody wants to hear of it.
"use strict";
(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  const PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const FRAME_LIMIT_MS = 10_000;

  /** @type {{wanted(): boolean} | undefined} */
  const existing = globalThis.__moreliaSession;
  // It is false when it belongs to an extension that was reloaded since.
  if (existing?.wanted()) return;

  /** @type {{wanted(): boolean} | undefined} */
  let supervisor;
  /** @type {Promise<{error?: string}> | undefined} */
  let pageWorld;
  const extension = api.runtime.getURL("");
  globalThis.__moreliaSession = {
    wanted() {
      if (supervisor) return supervisor.wanted();
      // Still starting: it speaks up by itself.
      try {
        return api.runtime.getURL("") === extension;
      } catch {
        return false;
      }
    },
  };
  // A page's own log is not the place for this: `failed` tells those who asked.
  begin().catch(failed);

  async function begin() {
    const [rung, compiler, release] = await climb();
    const runtimeModule = load(compiler, "glue/runtime_bg.wasm");
    const supervisorModule = load(compiler, "glue/content-script_bg.wasm");
    // Not earlier: a realm whose document is gone keeps no promises.
    Promise.allSettled([runtimeModule, supervisorModule]).then(release);
    const glue = globalThis.__moreliaGlue_content_script(WebAssembly);
    await glue({ module_or_path: await supervisorModule });
    glue.begin({ rung, startRuntime: (host) => startRuntime(runtimeModule, host) });
    supervisor = glue;
  }

  /** @param {unknown} error */
  function failed(error) {
    delete globalThis.__moreliaSession;
    const reason = String(error?.message || error);
    try {
      const port = api.runtime.connect({ name: "morelia-content" });
      port.postMessage(JSON.stringify({ type: "startFailed", reason }));
    } catch {
      // The extension is gone; so are those who asked.
    }
  }

  /**
   * Finds a WebAssembly that may compile here.
   * @returns {Promise<[string, typeof WebAssembly, () => void]>} the rung, what was found, and what
   * to call when everything is compiled
   */
  async function climb() {
    const forced = globalThis.__moreliaForceRung;
    delete globalThis.__moreliaForceRung;
    if (forced !== "helper-realm") {
      try {
        await WebAssembly.compile(PROBE);
        return ["page", WebAssembly, () => {}];
      } catch (error) {
        if (error?.name !== "CompileError") throw error;
      }
    }
    try {
      return ["helper-realm", ...(await helperRealm())];
    } catch (error) {
      throw new Error(`this page's security policy forbids WebAssembly, and ${error?.message || error}`);
    }
  }

  /**
   * Whether a realm may compile is up to the document that it belongs to, so we take another one.
   * A module that exists may be instantiated in any realm; should browsers forbid that too, then the
   * frame has to stay, and everything has to come from its realm.
   */
  async function helperRealm() {
    const { url, error } = await call("openHelperRealm");
    if (!url) throw new Error(error);
    const holder = document.createElement("div");
    holder.style.display = "none";
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-same-origin");
    const loaded = new Promise((resolve, reject) => {
      frame.addEventListener("load", resolve, { once: true });
      setTimeout(() => reject(new Error("the helper frame did not load")), FRAME_LIMIT_MS);
    });
    frame.src = url;
    holder.attachShadow({ mode: "closed" }).append(frame);
    document.documentElement.append(holder);
    try {
      await loaded;
      const theirs = frame.contentWindow?.WebAssembly;
      if (!theirs) throw new Error("the helper frame was refused by the site");
      await theirs.compile(PROBE);
      return [theirs, () => holder.remove()];
    } catch (error) {
      holder.remove();
      throw error;
    } finally {
      call("closeHelperRealm");
    }
  }

  /** @param {string} name */
  async function call(name) {
    return JSON.parse(await api.runtime.sendMessage(JSON.stringify({ call: name })));
  }

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
      home: (request) => glue.home(request),
      interrupt: (timeLimit) => glue.interrupt(timeLimit),
      abandon: () => abandon(glue.trap),
    };
  }

  /**
   * Joins our own world and the page's, the first time that Python asks for something of the page's.
   * @param {object} hooks what the channel asks the interpreter
   */
  async function openPageWorld(hooks) {
    pageWorld ??= call("openPageWorld");
    const { error } = await pageWorld;
    const world = globalThis.__moreliaPageWorld;
    if (error || !world) {
      pageWorld = undefined;
      throw new Error(`the page's own world cannot be reached: ${error}`);
    }
    return { global: world.join(hooks), bytesOf: world.bytesOf, kept: world.kept };
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
    /** @param {() => never} trap */
    function abandon(trap) {
      if (end) return;
      try {
        trap();
      } catch (error) {
        end = error;
      }
      for (const reject of waiting) reject(end);
      for (const timer of pending) clearTimeout(timer);
    }
    return { own, timers, abandon };
  }
})();
