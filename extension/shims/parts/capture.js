// This cannot be Rust: it runs beside the page's elements, also where no WebAssembly compiles.
// A picture of the page or of an element. The background takes it, when it may; here it is cut to size.

/**
 * @param {Element | null} element null for what is in sight of the whole page
 * @returns {Promise<Uint8Array>} a PNG
 */
async function capture(element, highlight) {
  highlight.hide();
  if (element && !element.isConnected) throw new Error("the element is not in the page (any more)");
  if (element && !inSight(element)) {
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  }
  // Two frames, so that what was hidden and scrolled is painted; a tab in the background has none.
  const frame = () => new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, 100);
  });
  await frame();
  await frame();
  const box = place(element);
  if (element && (box.width < 0.5 || box.height < 0.5)) throw new Error("the element has no size, or is hidden");
  const { left: x, top: y, width, height } = box;
  const { url, cut, error } = await call("capture", {
    area: { x: x + box.view.scrollX, y: y + box.view.scrollY, width, height },
    scale: box.view.devicePixelRatio,
  });
  if (!url) throw new Error(error);
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (it) => it.charCodeAt(0));
  if (cut) return bytes;
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  // By the picture itself: zoom and device pixels are both in it.
  const scale = image.width / box.view.innerWidth;
  const sx = Math.max(0, Math.round(x * scale));
  const sy = Math.max(0, Math.round(y * scale));
  const sw = Math.min(image.width, Math.round((x + width) * scale)) - sx;
  const sh = Math.min(image.height, Math.round((y + height) * scale)) - sy;
  if (sw <= 0 || sh <= 0) throw new Error("the element is not in sight");
  const canvas = new OffscreenCanvas(sw, sh);
  canvas.getContext("2d").drawImage(image, sx, sy, sw, sh, 0, 0, sw, sh);
  image.close();
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
}

function inSight(element) {
  const box = element.getBoundingClientRect();
  const view = element.ownerDocument.defaultView;
  return box.top >= 0 && box.left >= 0 && box.bottom <= view.innerHeight && box.right <= view.innerWidth;
}

/** The box of an element in the tab's viewport, and the tab's window. */
function place(element) {
  let view = element?.ownerDocument.defaultView ?? window;
  const found = element?.getBoundingClientRect();
  let [left, top] = [found?.left ?? 0, found?.top ?? 0];
  const [width, height] = found ? [found.width, found.height] : [view.innerWidth, view.innerHeight];
  while (view !== view.parent) {
    const frame = view.frameElement;
    if (!frame) throw new Error("this frame is of another origin than the page: take the picture from the page's own console");
    const box = frame.getBoundingClientRect();
    left += box.left + frame.clientLeft;
    top += box.top + frame.clientTop;
    view = view.parent;
  }
  return { left, top, width, height, view };
}
