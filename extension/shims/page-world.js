// This cannot be Rust: no WebAssembly of ours runs in the page's world.
// One end of the channel between our own world and the page's. The background puts this function into
// both worlds of a frame, first into ours; `docs/page-world.md` describes the protocol.
//
// In the page's world it runs among built-ins that the page may have replaced before, and may replace
// at any time: it looks them up once, when it begins, and uses no syntax that looks them up by itself.

/**
 * @param {string} secret the type of the event that joins the two ends
 * @param {boolean} isPage whether this is the end in the page's world
 */
export function connect(secret, isPage) {
  "use strict";
  try {
    begin();
  } catch (error) {
    // The page has replaced too much. Our own end gets no answer then, and says so; a page hears of nothing.
    if (!isPage) throw error;
  }

  function begin() {
    // include: realm/captured.js
    // include: realm/tables.js
    // include: realm/by-node.js
    // include: realm/writing.js
    // include: realm/reading.js
    // include: realm/serving.js
    // include: realm/objects.js
    // include: realm/joining.js
  }
}
