"""Elements in shadow roots and frames."""

import time

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from morelia import documents, find, find_all, shadow_root
    from pyodide.ffi import JsException


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def make():
    """A card with an open shadow root, which has another one in it."""
    card = js.document.createElement("my-card")
    outer = card.attachShadow(mode="open")
    outer.innerHTML = "<button class=buy>outer</button><section></section>"
    inner = outer.querySelector("section").attachShadow(mode="open")
    inner.innerHTML = "<button class=buy>inner</button>"
    return card


def test_open_shadow_roots():
    card = make()
    js.document.body.append(card)
    try:
        assert shadow_root(card) == card.shadowRoot and shadow_root(js.document.body) is None
        assert [button.textContent for button in find_all("button.buy")] == ["outer", "inner"]
        assert find("button.buy").textContent == "outer" and find("no-such") is None
        assert [b.textContent for b in find_all("my-card >>> section >>> button")] == ["inner"]
        assert find("my-card >>> p") is None and find("button.buy", card.shadowRoot).textContent == "outer"
        assert [b.textContent for b in find_all("button", card)] == ["outer", "inner"]
        error = raised(find_all, "(")
        assert isinstance(error, JsException) and error.name == "SyntaxError"
        assert type(raised(find, 5)) is TypeError and type(raised(shadow_root, 5)) is TypeError
    finally:
        card.remove()


def test_frames():
    frame = js.document.createElement("iframe")
    frame.srcdoc = "<p class=deep>in a frame</p>"
    js.document.body.append(frame)
    try:
        deadline = time.monotonic() + 10
        while find("p.deep", frames=True) is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert find("p.deep", frames=True).textContent == "in a frame" and find("p.deep") is None
        assert documents()[0] == js.document and frame.contentDocument in documents()
        assert frame.contentWindow.document == frame.contentDocument
    finally:
        frame.remove()


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
