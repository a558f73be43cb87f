// This cannot be Rust: it runs beside the page's elements, also where no WebAssembly compiles.
// Draws the boxes of a node over the page: margin, border, padding, content, and a label.

function highlighter() {
  // A panel that is gone without a word must not leave a page painted.
  const LIMIT_MS = 5000;
  const COLORS = {
    margin: "rgb(246 178 107 / 0.65)",
    border: "rgb(255 229 153 / 0.65)",
    padding: "rgb(147 196 125 / 0.55)",
    content: "rgb(111 168 220 / 0.65)",
  };
  let shown = null;

  /** @param {Node} node */
  function show(node) {
    hide();
    const target = node?.nodeType === 9 ? node.documentElement : node?.nodeType === 11 ? node.host : node;
    if (!target?.isConnected || !boxOf(target)) return false;
    const layer = topLayer(target.ownerDocument, "pointer-events: none !important;");
    shown = { ...layer, target, drawn: "", timer: setTimeout(hide, LIMIT_MS), frame: 0 };
    draw();
    follow();
    return true;
  }

  function hide() {
    if (!shown) return;
    clearTimeout(shown.timer);
    shown.target.ownerDocument.defaultView?.cancelAnimationFrame(shown.frame);
    shown.host.remove();
    shown = null;
  }

  /** Stays on the node while the page moves. */
  function follow() {
    const view = shown?.target.ownerDocument.defaultView;
    if (!view) return;
    shown.frame = view.requestAnimationFrame(() => {
      if (!shown) return;
      if (!shown.target.isConnected) return hide();
      draw();
      follow();
    });
  }

  function boxOf(target) {
    if (target.nodeType === 1) return target.getBoundingClientRect();
    if (target.nodeType !== 3 && target.nodeType !== 8) return null;
    const range = target.ownerDocument.createRange();
    range.selectNode(target);
    return range.getBoundingClientRect();
  }

  function draw() {
    const { target, root } = shown;
    const box = boxOf(target);
    const view = target.ownerDocument.defaultView;
    const style = target.nodeType === 1 ? view.getComputedStyle(target) : null;
    const key = [box.x, box.y, box.width, box.height, style?.margin, style?.padding, view.innerWidth].join();
    if (key === shown.drawn) return;
    shown.drawn = key;
    root.replaceChildren();
    const sides = (name) => ["Top", "Right", "Bottom", "Left"].map((side) =>
      Math.max(0, parseFloat(style?.[name.replace("*", side)]) || 0));
    const inline = style?.display === "inline";
    const [margin, border, padding] = ["margin*", "border*Width", "padding*"].map(sides);
    if (inline) margin[0] = margin[2] = 0;
    let [x, y, width, height] = [box.x - margin[3], box.y - margin[0],
      box.width + margin[1] + margin[3], box.height + margin[0] + margin[2]];
    for (const [name, ring] of [["margin", margin], ["border", border], ["padding", padding]]) {
      const element = part(root, `left: ${x}px; top: ${y}px; width: ${width}px; height: ${height}px;
        border-style: solid; border-color: ${COLORS[name]}; border-width: ${ring.map((it) => `${it}px`).join(" ")};`);
      element.dataset.box = name;
      x += ring[3];
      y += ring[0];
      width = Math.max(0, width - ring[1] - ring[3]);
      height = Math.max(0, height - ring[0] - ring[2]);
    }
    part(root, `left: ${x}px; top: ${y}px; width: ${width}px; height: ${height}px; background: ${COLORS.content};`)
      .dataset.box = "content";
    label(root, target, box, view);
  }

  function part(root, styles) {
    const element = root.ownerDocument.createElement("div");
    element.style.cssText = `position: fixed; box-sizing: border-box; ${styles}`;
    root.append(element);
    return element;
  }

  function label(root, target, box, view) {
    const above = box.top >= 34;
    const below = !above && box.bottom + 34 <= view.innerHeight;
    const place = above ? `bottom: ${view.innerHeight - Math.min(box.top, view.innerHeight) + 6}px`
      : below ? `top: ${Math.max(box.bottom, 0) + 6}px` : "top: 6px";
    const left = Math.max(4, Math.min(box.left, view.innerWidth - 200));
    const element = part(root, `${place}; left: ${left}px; max-width: calc(100vw - 8px); padding: 4px 8px;
      border-radius: 4px; background: #fff; color: #5f6368; box-shadow: 0 1px 6px rgb(0 0 0 / 0.45);
      font: 12px/1.4 system-ui, sans-serif; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;`);
    const write = (text, styles) => {
      const span = root.ownerDocument.createElement("span");
      span.textContent = text;
      span.style.cssText = styles;
      element.append(span);
    };
    if (target.nodeType === 1) {
      write(target.localName, "color: #881280; font-weight: 600;");
      const id = target.getAttribute("id");
      if (id) write(`#${id}`, "color: #1a1aa6;");
      for (const name of [...target.classList].slice(0, 4)) write(`.${name}`, "color: #1a1aa6;");
    } else {
      write(target.nodeType === 3 ? "#text" : "#comment", "color: #881280; font-weight: 600;");
    }
    const size = (number) => String(Math.round(number * 100) / 100);
    write(`${size(box.width)} × ${size(box.height)}`, "margin-left: 10px; color: #444746;");
  }

  return { show, hide };
}
