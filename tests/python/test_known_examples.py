"""What the documentations of Pyodide and PyScript show, as programs of our own."""

import asyncio
import sys
import time

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.code import run_js
    from pyodide.ffi import (
        create_once_callable, create_proxy, jsnull, register_js_module, run_sync, to_js, unregister_js_module,
    )


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def test_the_global_scope():
    js.globalThis.shared = run_js("({answer: 42})")
    from js import shared

    assert shared.answer == 42
    js.shared = [1, 2]
    assert run_js("shared[1]") == 2
    del js.shared


def test_options_by_keywords_dicts_and_copies():
    async def main():
        headers = to_js({"X-Mine": "1"})
        for response in (
            await js.fetch("/_http/echo", method="POST", body="text", headers=headers),
            await js.fetch("/_http/echo", {"method": "POST", "body": "text", "headers": headers}),
            await js.fetch("/_http/echo", to_js({"method": "POST", "body": "text", "headers": {"X-Mine": "1"}}, dict_converter=js.Object.fromEntries)),
        ):
            told = await response.text()
            assert response.ok and "POST" in told and "x-mine" in told.lower(), told

    asyncio.run(main())


def test_an_event_listener_that_removes_itself():
    calls = []

    def on_click(event):
        calls.append(event.type)
        button.removeEventListener("click", proxy)
        proxy.destroy()

    button = js.document.createElement("button")
    proxy = create_proxy(on_click)
    button.addEventListener("click", proxy)
    button.click()
    button.click()
    assert calls == ["click"]


def test_timers():
    ticks = []
    proxy = create_proxy(lambda: ticks.append(1))
    interval = js.setInterval(proxy, 1)
    deadline = time.monotonic() + 5
    while len(ticks) < 3 and time.monotonic() < deadline:
        time.sleep(0.002)
    js.clearInterval(interval)
    proxy.destroy()
    assert len(ticks) >= 3
    js.setTimeout(create_once_callable(lambda: ticks.append("once")), 1)
    while "once" not in ticks and time.monotonic() < deadline:
        time.sleep(0.002)
    assert ticks[-1] == "once"


def test_promises_in_a_chain():
    assert run_sync(js.Promise.resolve(2).then(lambda value: value * 3).then(lambda value: value + 1)) == 7
    pixel = run_js("new Promise((resolve) => setTimeout(() => resolve('later'), 1))")

    async def main():
        return await pixel

    assert asyncio.run(main()) == "later"


def test_classes_and_constructors():
    point = run_js("(class Point { constructor(x, y) { this.x = x; this.y = y } norm() { return Math.hypot(this.x, this.y) } })")
    made = point.new(3, 4)
    assert made.norm() == 5 and isinstance(made, point) and made.constructor == point
    assert run_js("(p) => p.constructor.name")(made) == "Point"


def test_objects_of_our_own_to_py():
    pair = run_js("(() => { class Pair { constructor(a, b) { this.first = a; this.second = b } }; const p = new Pair(1, 2); p.second = p; return [p] })()")

    def convert(value, convert, cache):
        if value.constructor.name != "Pair":
            return value
        result = []
        cache(value, result)
        result += [convert(value.first), convert(value.second)]
        return result

    (copy,) = pair.to_py(default_converter=convert)
    assert copy[0] == 1 and copy[1] is copy


def test_modules_of_javascript():
    register_js_module("my_js_module", run_js("({x: 7, f: (a) => a + 1, sub: {y: 8, deeper: {z: 9}}})"))
    try:
        import my_js_module
        from my_js_module import f, x
        from my_js_module.sub import y
        import my_js_module.sub.deeper as deeper

        assert x == 7 and f(1) == 2 and y == 8 and deeper.z == 9 and "x" in dir(my_js_module)
        my_js_module.x = 10
        assert my_js_module.x == 10 and type(raised(lambda: my_js_module.none)) is AttributeError
        try:
            from my_js_module import nothing
        except ImportError:
            pass
        else:
            raise AssertionError("imported", nothing)
    finally:
        unregister_js_module("my_js_module")
    assert "my_js_module" not in sys.modules and "my_js_module.sub" not in sys.modules
    assert type(raised(unregister_js_module, "my_js_module")) is ValueError
    assert type(raised(register_js_module, "a.b", js.Math)) is ValueError
    assert type(raised(register_js_module, "sys", js.Math)) is ValueError
    assert type(raised(register_js_module, 5, js.Math)) is TypeError


def test_null_and_undefined():
    found = js.document.querySelector("no-such-element")
    assert found is jsnull and not found and found is not None
    assert run_js("undefined") is None


def test_array_buffers():
    canvas = js.document.createElement("canvas")
    canvas.width = canvas.height = 2
    context = canvas.getContext("2d")
    pixels = bytes([10, 20, 30, 255] * 4)
    data = js.ImageData.new(js.Uint8ClampedArray.new(to_js(pixels)), 2, 2)
    context.putImageData(data, 0, 0)
    assert context.getImageData(0, 0, 2, 2).data.to_bytes() == pixels


def test_a_webloop():
    from pyodide.webloop import PyodideFuture, WebLoop

    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, WebLoop) and isinstance(loop.create_future(), PyodideFuture)

    asyncio.run(main())


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
