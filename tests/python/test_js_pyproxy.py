"""Python objects as JavaScript sees them: what a `PyProxy` has."""

import array
import asyncio
import time

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from _morelia_ffi import live_proxies
    from pyodide.code import run_js
    from pyodide.ffi import (
        ConversionError, JsDoubleProxy, JsException, create_once_callable, create_proxy, destroy_proxies,
        is_pyproxy, jsnull, to_js,
    )


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def check(expression, thing, expected):
    """Evaluates JavaScript about a proxy `p` of `thing`."""
    found = run_js(f"p => {expression}")(thing)
    found = found.to_py() if hasattr(found, "to_py") else found
    assert found == expected and type(found) is type(expected), (expression, found)


def test_dicts_are_objects():
    book = {"a": 1, "b c": [2], 3: "three"}
    check("p.a", book, 1)
    check("p['b c'][0]", book, 2)
    check("p.missing", book, None)
    check("'a' in p", book, True)
    check("'missing' in p", book, False)
    check("Object.keys(p)", book, ["a", "b c"])
    check("JSON.stringify(p)", book, '{"a":1,"b c":[2]}')
    check("({...p}).a", book, 1)
    check("(({a}) => a)(p)", book, 1)
    check("p.get(3)", book, "three")
    run_js("p => { p.d = 4; delete p.a }")(book)
    assert book == {"b c": [2], 3: "three", "d": 4}
    check("Object.entries(p).length", {}, 0)
    check("p.items().length", {}, 0)


def test_dicts_are_options():
    event = js.KeyboardEvent.new("keydown", {"key": "x", "ctrlKey": True})
    assert event.key == "x" and event.ctrlKey is True
    assert js.Intl.NumberFormat.new("en", {"maximumFractionDigits": 1}).format(1.26) == "1.3"


def test_dicts_are_pairs():
    assert js.Headers.new({"X-Green": "tree"})["x-green"] == "tree"
    assert js.URLSearchParams.new({"a": "1", "b": "2"}).toString() == "a=1&b=2"
    request = js.Request.new("/x", {"method": "PUT", "headers": {"X-Green": "tree"}, "body": b"abc"})
    assert (request.method, request.headers["x-green"]) == ("PUT", "tree")
    request = js.Request.new("/x", method="PUT", headers={"X-Green": "tree"})
    assert request.headers["x-green"] == "tree"
    # Others get the dict itself.
    kept = {}
    assert js.Array.of(kept)[0] is kept


def test_lists_are_arrays():
    items = [3, 1, 2]
    check("Array.isArray(p)", items, True)
    check("p.length", items, 3)
    check("p.map(x => x * 2)", items, [6, 2, 4])
    check("[...p]", items, [3, 1, 2])
    check("p.includes(1)", items, True)
    check("p.indexOf(2)", items, 2)
    check("p.slice(1)", items, [1, 2])
    check("p.join('-')", items, "3-1-2")
    check("p[9]", items, None)
    check("p.reduce((a, b) => a + b)", (1, 2, 3), 6)
    run_js("p => { p[0] = 9 }")(items)
    assert items == [9, 1, 2]


def test_calling():
    def function(a, b=2, *rest, c=3, **more):
        return [a, b, list(rest), c, more]

    check("p(1)", function, [1, 2, [], 3, {}])
    check("p.call(null, 1, 5)", function, [1, 5, [], 3, {}])
    check("p.apply(null, [1, 5, 6])", function, [1, 5, [6], 3, {}])
    check("p.bind(null, 7)(8)", function, [7, 8, [], 3, {}])
    check("p.callKwargs(1, {c: 4, d: 5})", function, [1, 2, [], 4, {"d": 5}])
    check("p.callRelaxed(1, 2, 3)", lambda a: a, 1)
    check("p.callKwargsRelaxed(1, {b: 2, z: 9})", lambda a, b: a + b, 3)
    check("typeof p", function, "function")
    check("p.type", function, "function")


def test_this():
    add = create_proxy(lambda this, y: this.x + y, capture_this=True)
    assert run_js("p => ({p, x: 5}).p(2)")(add) == 7 and run_js("p => p.call({x: 1}, 2)")(add) == 3
    check("({f: p.captureThis(), x: 1}).f()", lambda this: this.x, 1)
    target, seen = js.EventTarget.new(), []
    target.addEventListener("x", create_proxy(lambda this, event: seen.append(this == event.target), capture_this=True))
    target.dispatchEvent(js.Event.new("x"))
    assert seen == [True]


def test_round_trips():
    items = []
    proxy = create_proxy(items, roundtrip=True)
    back = run_js("p => p")(proxy)
    assert isinstance(back, JsDoubleProxy) and back.unwrap() is items and back == proxy and is_pyproxy(back)
    proxy.destroy()
    assert run_js("p => p")(create_proxy(items)) is items and not is_pyproxy(items)
    call = create_proxy(lambda: 5, roundtrip=True)
    assert isinstance(run_js("p => p")(call), JsDoubleProxy) and run_js("p => p()")(call) == 5
    call.destroy()


def test_what_is_supported():
    for name, thing, expected in (
        ("supportsLength", [], True), ("supportsLength", 1j, False), ("supportsGet", {}, True),
        ("supportsSet", (), False), ("supportsHas", set(), True), ("isIterable", [], True),
        ("isIterator", iter([]), True), ("isIterator", [], False), ("isCallable", print, True),
        ("isBuffer", b"", True), ("isBuffer", [], False), ("isAwaitable", asyncio.sleep, False),
    ):
        check(f"p.{name}()", thing, expected)


def test_iteration():
    check("[...p]", {1: 2}.keys(), [1])
    check("[...p]", iter("ab"), ["a", "b"])
    check("Array.from(p)", range(3), [0, 1, 2])
    check("[p.next().value, p.next().value, p.next().done]", iter([1, 2]), [1, 2, True])
    check("p[Symbol.iterator]", object(), None)


def test_buffers():
    floats = array.array("d", [1.5, 2.5])
    check("[...p.getBuffer().data]", floats, [1.5, 2.5])
    check("(({format, itemsize, nbytes, ndim, shape, readonly}) => [format, itemsize, nbytes, ndim, shape[0], readonly])(p.getBuffer())",
          floats, ["d", 8, 16, 1, 2, False])
    check("p.getBuffer('u8').data.length", floats, 16)
    check("p.getBuffer('u8').data.constructor.name", b"ab", "Uint8Array")
    check("p.getBuffer().release()", b"", None)
    assert type(raised(run_js("p => p.getBuffer('x')"), b"ab")) is ValueError
    check("p.getBuffer", 1j, None)


def test_to_js_of_proxies():
    check("p.toJs().get(1)", {1: "a"}, "a")
    check("JSON.stringify(p.toJs())", {"a": [1, {"b": 2}]}, '{"a":[1,{"b":2}]}')
    check("p.toJs({depth: 1})[0] === p[0]", [[1]], True)
    check("p.toJs({dict_converter: Object.fromEntries}).a", {"a": 1}, 1)
    check("p.toJs({default_converter: (x, convert) => convert(x.real)})[0]", [1j], 0)
    assert type(raised(run_js("p => p.toJs({create_pyproxies: false})"), [object()])) is ConversionError
    check("p.asJsJson().a[0]", {"a": [5]}, 5)


def test_awaitables():
    async def main():
        async def five():
            return 5

        assert await run_js("async p => (await p) + 1")(five()) == 6
        assert await run_js("p => p.then(x => x * 2)")(five()) == 10
        assert await run_js("p => p.finally(() => 1)")(five()) == 5

        async def fail():
            raise ValueError("no")

        assert await run_js("p => p.catch(error => error.type)")(fail()) == "ValueError"

    asyncio.run(main())


def test_promising_calls():
    def slowly(a, *, b=1):
        time.sleep(0.01)
        return a * b

    async def check(call, expected, *functions):
        found = await run_js(call)(*functions)
        found = found.to_py() if hasattr(found, "to_py") else found
        assert found == expected, (call, found)

    async def main():
        for name in ("callPromising", "callSyncifying"):
            await check(f"async f => await f.{name}(6)", 6, slowly)
            await check(f"async f => await f.{name}Kwargs(6, {{b: 7}})", 42, slowly)
        await check("async f => f.callPromising(1) instanceof Promise", True, lambda a: a)
        await check("async f => [await f.callPromising(1), await f.callPromising(2)]", [1, 2], slowly)
        await check("f => Promise.all([1, 2, 3].map(x => f.callPromising(x)))", [1, 2, 3], slowly)
        # It is the caller who hears of errors.
        await check("f => f.callPromising(1).catch(error => error.type)", "TypeError", lambda: 1)

        def fail():
            time.sleep(0.01)
            raise ValueError("late")

        try:
            await run_js("f => f.callPromising()")(fail)
        except ValueError as error:
            assert str(error) == "late"
        else:
            raise AssertionError("no error")

    asyncio.run(main())
    check("p.callPromising", {}, None)


def test_destroyed_proxies():
    proxies = js.Array.new()
    keep = [object(), object()]
    copy = to_js(keep, pyproxies=proxies)
    assert len(proxies) == 2 and copy[0] is keep[0]
    before = live_proxies()["py_proxies"]
    destroy_proxies(proxies)
    assert live_proxies()["py_proxies"] <= before - 2
    error = raised(run_js("p => p.x"), copy[0])
    assert isinstance(error, JsException) and "destroyed" in error.message, error
    once = create_once_callable(lambda: 1)
    assert run_js("p => p()")(once) == 1
    assert "once" in raised(run_js("p => p()"), once).message


def test_attributes():
    class Thing:
        hidden = 1
        keys = "mine"

    thing = Thing()
    check("p.hidden", thing, 1)
    check("p.none", thing, None)
    check("'hidden' in p", thing, True)
    check("p.toString()", 1j, "1j")
    check("String(p)", 1j, "1j")
    check("`${p}`", 1j, "1j")
    check("p.$keys", thing, "mine")
    run_js("p => { p.fresh = [1] }")(thing)
    assert thing.fresh.to_py() == [1]
    check("p === q.v".replace("q.v", "p.copy()"), thing, True)
    assert jsnull is run_js("null")


def test_hostile_python():
    class Hostile:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __str__(self):
            raise KeyError("str")

        def __len__(self):
            raise MemoryError

        def __iter__(self):
            return self

        def __next__(self):
            raise OSError("next")

    thing = Hostile()
    assert type(raised(run_js("p => p.x"), thing)) is RuntimeError
    assert type(raised(run_js("p => String(p)"), thing)) is KeyError
    assert type(raised(run_js("p => [...p]"), thing)) is OSError
    assert type(raised(run_js("p => { try { p.x } finally { throw new TypeError('js') } }"), thing)) is JsException
    caught = run_js("p => { try { p.x } catch (error) { return [error.name, error.type, error instanceof Error] } }")
    assert caught(thing).to_py() == ["PythonError", "RuntimeError", True]


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
