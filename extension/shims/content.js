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
  defineElementTools();
  // A page's own log is not the place for this: `failed` tells those who asked.
  begin().catch(failed);

  async function begin() {
    const [rung, compiler, release] = await climb();
    if (!compiler) {
      supervisor = await extensionFrame();
      return;
    }
    const runtimeModule = load(compiler, "glue/runtime_bg.wasm");
    const supervisorModule = load(compiler, "glue/content-script_bg.wasm");
    // Not earlier: a realm whose document is gone keeps no promises.
    Promise.allSettled([runtimeModule, supervisorModule]).then(release);
    const glue = globalThis.__moreliaGlue_content_script(WebAssembly);
    await glue({ module_or_path: await supervisorModule });
    glue.begin({
      rung,
      place: (object, property) => globalThis[object][property],
      startRuntime(host) {
        host.openPageWorld = openPageWorld;
        return startRuntime(runtimeModule, host);
      },
    });
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
   * @returns {Promise<[string, typeof WebAssembly, () => void] | [string]>} the rung, what was found, and
   * what to call when everything is compiled; the last rung alone where nothing may compile
   */
  async function climb() {
    const forced = globalThis.__moreliaForceRung;
    delete globalThis.__moreliaForceRung;
    if (forced === "extension-frame") return [forced];
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
    } catch {
      return ["extension-frame"];
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

  /**
   * Lets the interpreter run in a page of the extension, in a hidden frame. Neither side trusts the other
   * before it has heard a secret of the background's: a frame in a sandboxed document has no origin that
   * a message could be addressed to.
   */
  async function extensionFrame() {
    const { secret, proof, error } = await call("openExtensionFrame");
    if (error) throw new Error(`this page's security policy forbids WebAssembly, and ${error}`);
    const holder = document.createElement("div");
    holder.style.display = "none";
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    frame.src = `${api.runtime.getURL("frame.html")}#${secret}`;
    holder.attachShadow({ mode: "closed" }).append(frame);
    document.documentElement.append(holder);
    const objects = new MessageChannel();
    const control = new MessageChannel();
    const end = globalThis.__moreliaExtensionFrame();
    const answered = new Promise((resolve, reject) => {
      control.port1.onmessage = ({ data }) => {
        if (data.proof === proof) resolve();
        else reject(new Error("the extension's frame was replaced"));
      };
      setTimeout(() => reject(new Error("the extension's frame did not load")), FRAME_LIMIT_MS);
    });
    try {
      await Promise.race([loaded, answered]);
      const place = { location: { href: location.href }, document: { title: document.title } };
      frame.contentWindow.postMessage({ secret, place }, "*", [objects.port2, control.port2]);
      await answered;
    } catch (error) {
      holder.remove();
      throw error;
    }
    end.serve(objects.port1);
    const ports = new Map();
    control.port1.onmessage = ({ data }) => relay(data, control.port1, ports, end);
    return {
      wanted() {
        if (!api.runtime?.id) return false;
        control.port1.postMessage({ wanted: true });
        return true;
      },
    };
  }

  /**
   * Does for the frame what needs this document: the background knows the session by the frame that its
   * messages come from.
   */
  async function relay(data, control, ports, end) {
    if (data.connect) {
      const port = api.runtime.connect({ name: data.connect });
      ports.set(data.port, port);
      port.onMessage.addListener((message) => control.postMessage({ port: data.port, message }));
      port.onDisconnect.addListener(() => {
        void api.runtime.lastError;
        ports.delete(data.port);
        control.postMessage({ port: data.port, closed: true });
      });
    } else if (data.port) {
      const port = ports.get(data.port);
      if (data.close) {
        ports.delete(data.port);
        port?.disconnect();
      } else {
        port?.postMessage(data.message);
      }
    } else {
      let answer;
      try {
        if (data.pageWorld) answer = { handle: end.write((await openPageWorld({ plain() {}, moment: () => 0 })).global) };
        else answer = { text: await api.runtime.sendMessage(data.text) };
      } catch (error) {
        answer = { error: String(error?.message || error) };
      }
      control.postMessage({ id: data.id, ...answer });
    }
  }

  /**
   * @param {string} name
   * @param {object} [fields]
   */
  async function call(name, fields) {
    return JSON.parse(await api.runtime.sendMessage(JSON.stringify({ call: name, ...fields })));
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
    return { global: world.join(hooks), load: world.load, bytesOf: world.bytesOf, kept: world.kept };
  }

  // include: parts/instances.js
  // include: parts/element-tools.js
  // include: parts/highlight.js
  // include: parts/picker.js
  // include: parts/page-names.js
  // include: parts/capture.js
})();
