// This cannot be Rust: it answers the page's events at once, also where no WebAssembly compiles.
// Lets the person pick an element of the page. A frame over the whole page takes the events, so that the
// page's own handlers see none of them, not even those that listen on its window first of all.

function elementPicker(highlight) {
  const POINTER = ["pointerdown", "pointerup", "pointercancel", "mousedown", "mouseup", "click", "auxclick",
    "dblclick", "contextmenu", "touchstart", "touchend", "dragstart"];
  const self = { state: "idle", found: null, begin, end: () => end() };
  let shield = null;
  let under = null;

  function begin() {
    end();
    const layer = topLayer(document, "cursor: crosshair !important;");
    const frame = document.createElement("iframe");
    frame.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0; background: none; color-scheme: normal;";
    frame.setAttribute("tabindex", "-1");
    layer.root.append(frame);
    shield = { ...layer, frame, listening: new Set() };
    self.state = "picking";
    self.found = null;
    listen(window, ["keydown", "keyup"], key);
    const enter = () => {
      const inner = frame.contentDocument;
      if (!shield || !inner?.documentElement || shield.listening.has(inner)) return;
      shield.listening.add(inner);
      inner.documentElement.style.cssText = "cursor: crosshair; background: none; color-scheme: normal;";
      inner.addEventListener("keydown", key, true);
      inner.addEventListener("mousemove", move, true);
      for (const type of POINTER) inner.addEventListener(type, pointer, { capture: true, passive: false });
      inner.addEventListener("mouseleave", () => highlight.hide(), true);
    };
    enter();
    // Firefox makes another document of it a little later.
    frame.addEventListener("load", enter);
  }

  function listen(target, types, listener) {
    for (const type of types) target.addEventListener(type, listener, true);
    shield.forget = () => {
      for (const type of types) target.removeEventListener(type, listener, true);
    };
  }

  function end(found = null, state = "cancelled") {
    if (!shield) return;
    shield.forget();
    shield.host.remove();
    shield = null;
    under = null;
    highlight.hide();
    self.found = found;
    self.state = state;
  }

  function key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "keydown") end();
  }

  function move(event) {
    const found = at(document, event.clientX, event.clientY);
    if (found && found !== under) {
      under = found;
      highlight.show(found);
    }
  }

  function pointer(event) {
    // Also keeps the focus where it is.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "click" && event.isTrusted) {
      const found = at(document, event.clientX, event.clientY);
      if (found) end(found, "picked");
    } else if (event.type === "contextmenu") {
      end();
    }
  }

  /** The innermost element at a point: in shadow roots, and in frames of the same origin. */
  function at(root, x, y) {
    const found = root.elementsFromPoint(x, y).find((element) => element !== shield?.host);
    if (!found) return null;
    const inner = anyShadowRoot(found);
    if (inner && inner !== root) return at(inner, x, y) ?? found;
    let document = null;
    try {
      document = found.localName === "iframe" ? found.contentDocument : null;
    } catch {
      // Another origin.
    }
    if (!document) return found;
    const box = found.getBoundingClientRect();
    return at(document, x - box.left - found.clientLeft, y - box.top - found.clientTop) ?? found;
  }

  return self;
}
