"""Proxies are let go of: live counts are back where they were.

Around every other test, too, `run.py` counts them.
"""

import gc

import leaks

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from _morelia_ffi import live_proxies
    from pyodide.code import run_js
    from pyodide.ffi import create_once_callable, create_proxy, to_js


def counts():
    gc.collect()
    live = live_proxies()
    return live["js_proxies"], live["py_proxies"]


def settle(is_so):
    """Collects until something is so, some times at most."""
    for _ in range(leaks.ROUNDS):
        leaks.collect()
        if is_so():
            break


def test_a_hundred_thousand_nodes():
    body = js.document.body
    before = counts()
    for _ in range(100_000):
        body.parentNode
    assert counts()[0] <= before[0] + 2, (before, counts())
    nodes = [body.parentNode for _ in range(10_000)]
    assert counts()[0] >= before[0] + 10_000
    del nodes
    assert counts()[0] <= before[0] + 2


def test_a_hundred_thousand_callbacks():
    before = counts()
    for number in range(100_000):
        create_proxy(lambda number=number: number).destroy()
    assert counts()[1] <= before[1]
    call = run_js("f => f()")
    for number in range(2_000):
        assert call(create_once_callable(lambda number=number: number)) == number
    assert counts()[1] <= before[1]


def test_a_hundred_thousand_callbacks_that_nobody_destroys():
    before = counts()[1]
    call = run_js("f => f()")
    most = 0
    for number in range(100_000):
        call(lambda number=number: number)
        if number % 5_000 == 0:
            # The browser's collector goes by its own memory, of which a callback takes little.
            leaks.collect()
            most = max(most, counts()[1])
    settle(lambda: counts()[1] <= before)
    assert counts()[1] <= before, (before, counts())
    assert most < before + 10_000, most


def test_callbacks_that_javascript_keeps_live_on():
    target = js.EventTarget.new()
    seen = []
    target.addEventListener("ping", lambda event: seen.append(event.type))
    for _ in range(3):
        leaks.collect()
    target.dispatchEvent(js.Event.new("ping"))
    assert seen == ["ping"]


def test_converters_go_with_their_conversion():
    convert = run_js("(x, convert, cache) => { cache(x, 1); return convert(x.real) }")
    data = run_js("[new Date(0), new (class {})()]")

    def cycle():
        for _ in range(100):
            to_js([1j, object()], default_converter=lambda x, convert, cache: convert(5))
            to_js([1j], default_converter=convert)
            data.to_py(default_converter=lambda x, convert, cache: (cache(x, None), convert(x))[1])

    cycle()
    before = counts()[0]
    cycle()
    settle(lambda: counts()[0] <= before)
    assert counts()[0] <= before, (before, counts())


def test_exceptions_and_conversions():
    call = run_js("f => { try { f() } catch (error) { return String(error.name) } }")

    def cycle():
        for _ in range(200):
            to_js({"a": [1, {2: b"x"}]}).to_py()
            [entry for entry in run_js("new Map([[1, {}]])")]
            assert call(create_once_callable(lambda: 1 / 0)) == "PythonError"

    cycle()
    before = counts()[0]
    cycle()
    assert counts()[0] <= before + 10, (before, counts())


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
