// This cannot be Rust: it runs in documents that compile no WebAssembly, and serves a frame that does.
// The content script's end of the last rung of the ladder: the interpreter runs in a page of the
// extension, in a hidden frame, and reaches this world's objects by a port.
"use strict";
globalThis.__moreliaExtensionFrame = function () {
  const isPage = true;
  // include: realm/captured.js
  // include: realm/tables.js
  // include: realm/by-port.js
  // include: realm/native.js
  // include: realm/writing.js
  // include: realm/reading.js
  // include: realm/serving.js
  // include: realm/objects.js
  return {
    /** Serves the frame's requests on this port. */
    serve(given) {
      hooks = { __proto__: null, plain: () => undefined, waits: () => 0, bytesOf: ofPageWorld };
      listenTo(given);
    },
    /** A handle of an object, as text for the frame. */
    write,
  };

  /** Buffers of the page's own world. */
  function ofPageWorld(value) {
    return globalThis.__moreliaPageWorld?.bytesOf(value);
  }
};
void 0;
