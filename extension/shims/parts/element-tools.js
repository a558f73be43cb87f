// This cannot be Rust: it is there, beside the page's elements, also where no WebAssembly compiles.
// What the console does with elements where they are: it shows them, lets the person pick one, remembers
// those that the developer tools have selected, and tells which names a page uses.
// Python and the developer tools find it by a symbol, in this world only; the page has another one.

function defineElementTools() {
  const highlight = highlighter();
  const picker = elementPicker(highlight);
  const pageNames = namesOfPage();
  /** The symbol in the global registry; the property is in our own world. */
  const ELEMENT_TOOLS = Symbol.for("morelia.elements");
  const MOST_SELECTED = 5;
  /** @type {Node[]} The newest first. */
  const selected = [];

  const elementTools = {
    highlight: (node) => highlight.show(node),
    hide: () => highlight.hide(),
    scroll(node) {
      (node.nodeType === 1 ? node : node.parentElement)?.scrollIntoView({ block: "center", inline: "nearest" });
    },
    pick: (sync) => picker.begin(sync),
    cancelPick: () => picker.end(),
    pickState: () => picker.state,
    picked: () => picker.found,
    select(node) {
      if (!node?.nodeType) return false;
      if (selected[0] === node) return true;
      selected.unshift(node);
      selected.length = Math.min(selected.length, MOST_SELECTED);
      return true;
    },
    selected: (index) => selected[index],
    selectedCount: () => selected.length,
    suggest: (kind, prefix, attribute) => pageNames.suggest(kind, prefix, attribute),
    capture: (node) => capture(node, highlight),
    /** What the developer tools are asked to reveal. */
    revealed: null,
  };
  for (const scope of [globalThis, window]) {
    Object.defineProperty(scope, ELEMENT_TOOLS, { value: elementTools, configurable: true });
  }
}

/** The shadow root of an element, open or closed. */
function anyShadowRoot(element) {
  const name = element.localName;
  // As in morelia/dom.py: the elements of HTML that can have a shadow root.
  const hosts = "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span";
  if (!name.includes("-") && !hosts.split(" ").includes(name)) return null;
  try {
    return api.dom?.openOrClosedShadowRoot(element) ?? element.openOrClosedShadowRoot ?? element.shadowRoot ?? null;
  } catch {
    return element.shadowRoot ?? null;
  }
}

/** An element over the whole page, in the top layer, which nothing of the page's styles reaches. */
function topLayer(owner, styles) {
  const host = owner.createElement("div");
  host.style.cssText = `all: initial !important; position: fixed !important; inset: 0 !important;
    display: block !important; width: 100% !important; height: 100% !important; margin: 0 !important;
    border: 0 !important; padding: 0 !important; background: none !important; overflow: hidden !important;
    z-index: 2147483647 !important; ${styles}`;
  host.popover = "manual";
  const root = host.attachShadow({ mode: "closed" });
  owner.documentElement.append(host);
  try {
    host.showPopover();
  } catch {
    // An old or unusual document: the z-index does it.
  }
  return { host, root };
}
