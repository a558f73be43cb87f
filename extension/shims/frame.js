// This cannot be Rust: it finds the WebAssembly that Rust then runs in, and is its way to the page.
// The last rung of the ladder: a page of the extension, in a hidden frame of a document that compiles no
// WebAssembly. Its objects are those of the content script beside it, reached by a port.
"use strict";
(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  const isPage = false;
  // include: realm/captured.js
  // include: realm/tables.js
  // include: realm/by-port.js
  // include: realm/native.js
  // include: realm/writing.js
  // include: realm/reading.js
  // include: realm/serving.js
  // include: realm/objects.js
  // include: parts/instances.js

  const secret = location.hash.slice(1);
  const vouched = api.runtime
    .sendMessage(JSON.stringify({ call: "vouchForFrame", secret }))
    .then((text) => JSON.parse(text));
  window.addEventListener("message", joined);

  /** Takes the content script's ports, once; what others send is not for us. */
  async function joined({ data, ports: [objects, control] }) {
    if (data?.secret !== secret || !control) return;
    window.removeEventListener("message", joined);
    const { proof } = await vouched;
    if (!proof) return;
    listenTo(objects);
    globalThis.browser = relayed(control);
    control.postMessage({ proof });
    const runtimeModule = load(WebAssembly, "glue/runtime_bg.wasm");
    const supervisorModule = load(WebAssembly, "glue/content-script_bg.wasm");
    const glue = globalThis.__moreliaGlue_content_script(WebAssembly);
    await glue({ module_or_path: await supervisorModule });
    glue.begin({
      rung: "extension-frame",
      place: (object, property) => data.place[object]?.[property] ?? globalThis[object][property],
      startRuntime(host) {
        host.openPageWorld = openPageWorld;
        host.far = reach;
        return startRuntime(runtimeModule, host);
      },
    });
    supervisor = glue;
  }

  let supervisor;
  let newestRequest = 0;
  const requests = new Map();
  let requestOf;

  /** The part of the extension's API that the supervisor uses, through the content script. */
  function relayed(control) {
    const ports = new Map();
    control.onmessage = ({ data }) => {
      if (data.wanted) return void supervisor?.wanted();
      if (data.port) return void ports.get(data.port)?.heard(data);
      requests.get(data.id)?.(data);
      requests.delete(data.id);
    };
    requestOf = (message) =>
      new Promise((resolve) => {
        newestRequest += 1;
        requests.set(newestRequest, resolve);
        control.postMessage({ id: newestRequest, ...message });
      });
    const listeners = () => {
      const list = new Set();
      return {
        addListener: (listener) => list.add(listener),
        removeListener: (listener) => list.delete(listener),
        call: (argument) => list.forEach((listener) => listener(argument)),
      };
    };
    let newestPort = 0;
    const runtime = {
      id: api.runtime.id,
      getURL: (path) => api.runtime.getURL(path),
      async sendMessage(text) {
        const answer = await requestOf({ text });
        if (answer.error) throw new Error(answer.error);
        return answer.text;
      },
      connect({ name }) {
        newestPort += 1;
        const number = newestPort;
        const onMessage = listeners();
        const onDisconnect = listeners();
        const port = {
          name,
          onMessage,
          onDisconnect,
          postMessage: (message) => control.postMessage({ port: number, message }),
          disconnect() {
            ports.delete(number);
            control.postMessage({ port: number, close: true });
          },
        };
        ports.set(number, {
          heard(data) {
            if (!data.closed) return onMessage.call(data.message);
            ports.delete(number);
            onDisconnect.call(port);
          },
        });
        control.postMessage({ connect: name, port: number });
        return port;
      },
    };
    return { runtime };
  }

  /** The page's own world, which the content script joins. */
  async function openPageWorld() {
    const { handle, error } = await requestOf({ pageWorld: true });
    if (error) throw new Error(error);
    begin(handle, 0);
    return { global: next(), bytesOf, kept };
  }

  function kept() {
    return { exported: exported.size, imported: imported.size };
  }

  /** What Rust needs to wait for answers. */
  const reach = {
    join(given) {
      hooks = given;
    },
    global: () => living(0) ?? globalObject(),
    isFar: (value) => weakGet(recordOf, value) !== undefined,
    begin: () => ({ log: [], at: 0, answers: [], pending: undefined }),
    /** Makes an operation the current one; gives the one before. */
    enter(next) {
      const before = operation;
      operation = next;
      if (next) {
        next.at = 0;
        next.pending = undefined;
      }
      return before;
    },
    leave(before) {
      operation = before;
    },
    /** The promise of the answer that an operation lacks, if that is what it threw. */
    pendingOf: (operation, error) => (error === PENDING ? operation.pending : undefined),
    /** A promise of ours of what a promise of the page's settles to; throws PENDING. */
    settled: (value) => ask(`T${weakGet(recordOf, value).id};`),
    /** The page's copy of data of ours; throws PENDING. */
    given: (value) => ask(`e${write(value)}`),
    box: (value) => new Box(value),
    bytesOf,
  };

  function globalObject() {
    const made = far(0, "w");
    mapSet(imported, 0, new $WeakRef(made));
    return made;
  }
})();
