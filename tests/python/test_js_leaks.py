"""Proxies are let go of: live counts are back where they were."""

import gc
import time

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


def test_callbacks_that_nobody_destroys():
    before = counts()[1]
    call = run_js("f => f()")
    for number in range(5_000):
        call(lambda number=number: number)
    # The garbage collector has to be given a reason and a turn of the event loop.
    deadline, pressure = time.monotonic() + 60, []
    while counts()[1] > before + 500 and time.monotonic() < deadline:
        pressure.append(run_js("Array.from({length: 200000}, (_, i) => ({i}))"))
        del pressure[:-2]
        time.sleep(0.01)
    assert counts()[1] <= before + 500, (before, counts())


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
