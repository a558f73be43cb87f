"""The page's own objects, reached by js.page_world."""

import asyncio
import gc
import math
import time

import js
import leaks
from js import page_world
from pyodide.ffi import JsException, jsnull, run_sync, to_js


def raises(kind, function, *parts):
    try:
        function()
    except kind as error:
        for part in parts:
            assert part in str(error), (part, str(error))
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def test_globals_functions_and_classes():
    assert page_world.add(2, 3) == 5
    assert page_world.add("a", "b") == "ab"
    assert page_world.store.nested.deep.deeper[1].x == "y"
    counter = page_world.Counter.new(3)
    assert counter.up().up(5).count == 9
    assert isinstance(counter, page_world.Counter)
    assert not isinstance(page_world.store, page_world.Counter)
    assert page_world.Counter.starting(7).count == 7
    assert page_world.optionsOf(1, deep=True, list=[1, 2]) == '1 {"deep":true,"list":[1,2]}'
    assert page_world.parseInt("12px") == 12


def test_setting_and_deleting():
    page_world.made = {"a": [1, {"b": 2}]}
    assert page_world.made.a[1].b == 2
    assert "made" in page_world.object_keys()
    page_world.made.a[1].b = 5
    assert page_world.made.a[1].b == 5
    del page_world.made
    assert not hasattr(page_world, "made")
    raises(AttributeError, lambda: page_world.made, "made")


def test_identity():
    assert page_world.store == page_world.store
    assert page_world.store is not None
    assert hash(page_world.store.rows) == hash(page_world.store.rows)
    assert page_world.echo(page_world.store.rows) == page_world.store.rows
    assert page_world.window == page_world
    assert page_world.echo(page_world) == page_world
    assert page_world.values.self == page_world.values

    class Mine:
        pass

    mine = Mine()
    assert page_world.echo(mine) is mine
    assert page_world.echo(print) is print


def test_our_own_world_is_another():
    page_world.Array.prototype.ofThePage = 1
    try:
        assert not hasattr(js.Array.new(), "ofThePage")
        assert page_world.Array.new().ofThePage == 1
    finally:
        del page_world.Array.prototype.ofThePage
    assert page_world.Array != js.Array


def test_names_that_our_world_lacks_come_from_the_page():
    assert js.add(1, 2) == 3
    assert js.store == page_world.store
    assert not hasattr(js, "thereIsNoSuchName")


def test_immutable_values_convert():
    values = page_world["values"]
    assert values.big == 12345678901234567890
    assert values.nothing is jsnull
    assert values.undefined is None
    assert math.copysign(1, values.negativeZero) == -1
    assert math.isnan(values.nan)
    assert values.infinite == -math.inf
    assert values.lone == "\ud800 \udc00"
    assert values.naughty == "\0\u2028:;=!\"'<>"
    for value in (0, -1, 2**53, -(2**70), 1.5, -0.0, math.inf, "", "é\U0001f600", True, None, jsnull, values.lone):
        back = page_world.echo(value)
        assert back == value and type(back) is type(value), (value, back)
    assert page_world.echo(values.symbol) == values.symbol
    assert page_world.echo(js.Symbol.iterator) == js.Symbol.iterator


def test_collections_are_copied_into_the_page():
    for value, described in (
        ([1, [2]], "[object Array] true true"),
        ((1, 2), "[object Array] true true"),
        ({"a": 1}, "[object Object] false true"),
        ({1: 2}, "[object Map] false true"),
        ({1, 2}, "[object Set] false true"),
        (b"abc", "[object Uint8Array] false true"),
        (to_js([1, 2]), "[object Array] true true"),
        (js.Date.new(5), "[object Date] false true"),
        (js.Float64Array.of(1.5), "[object Float64Array] false true"),
    ):
        assert page_world.describe(value) == described, (value, page_world.describe(value))
    cyclic = [1]
    cyclic.append(cyclic)
    back = page_world.echo(cyclic)
    assert back[1] == back and len(back) == 2


def test_the_pages_collections():
    values = page_world["values"]
    assert values.bytes.to_bytes() == b"\x01\x02\x03\xff"
    assert values.buffer.to_bytes() == b"\x09\x08"
    assert values.map["a"] == 1 and len(values.map) == 2 and "b" in values.map
    assert values.map.to_py() == {"a": 1, "b": {"c": 2}}
    assert values.set.to_py() == {1, "two"}
    assert isinstance(values.map, js.Map)
    assert values.date.getTime() == 10**12
    assert "abxxc".replace("xx", "-") == page_world.String.prototype.replace.call("abxxc", values.regexp, "-")
    assert values.frozen.ice == 1 and values.frozen.object_keys().to_py() == ["ice"]
    assert values.bare.a == 1 and dict(values.bare.object_entries().to_py()) == {"a": 1}
    assert list(values.holes) == [1, None, 3]
    assert page_world.store.to_py()["nested"] == {"deep": {"deeper": [1, {"x": "y"}]}}
    assert len(page_world.store.to_py()["rows"]) == 300
    assert [*page_world.generate(4)] == [0, 1, 2, 3]
    for item in page_world.generate(1000):
        if item == 2:
            break
    del item
    gc.collect()
    assert page_world.leftGenerators == 2


def test_loops_read_ahead():
    rows = page_world.store.rows
    assert [row.name for row in rows] == [f"row {n}" for n in range(300)]
    assert [row.twice for row in rows] == [n * 2 for n in range(300)]
    assert [row.name for row in rows if row.n % 2][-1] == "row 299"
    assert len(rows) == 300 and rows[-1].n == 299
    # Getters run once for each read.
    before = page_world.crossings
    assert page_world.counted.read == before + 1
    assert page_world.counted.read == before + 2


def test_what_was_read_ahead_is_forgotten_when_the_page_may_run():
    rows = page_world.store.rows
    seen = []
    for index, row in enumerate(rows):
        seen.append(row.n)
        if index == 10:
            rows[11].n = -1
    assert seen[11] == -1
    rows[11].n = 11
    reads = []
    for index, row in enumerate(rows):
        if index == 5:
            # The page's own timers run while this waits.
            page_world.setTimeout(lambda: rows[6].__setattr__("n", -6), 0)
            time.sleep(0.02)
        reads.append(row.n)
        if index == 6:
            break
    assert reads[6] == -6
    rows[6].n = 6


def test_nodes_cross_as_themselves():
    para = js.document.querySelector("#para")
    assert page_world.isPara(para)
    assert page_world.getPara() == para
    assert page_world.document == js.document
    assert page_world.idsOf([para, js.document.body, para]) == "para BODY para"
    nodes = list(page_world.allNodes())
    assert nodes[0] == js.document and nodes[1] == js.document.body
    assert nodes[2].nodeType == 3 and nodes[3].nodeType == 8 and nodes[4] is jsnull
    detached = js.document.createElement("i")
    assert page_world.echo(detached) == detached
    inside = page_world.inShadow()
    assert inside.textContent == "inside" and page_world.isInShadow(inside)


def test_what_the_page_put_on_a_node():
    para = js.document.querySelector("#para")
    assert not hasattr(para, "__component")
    assert page_world(para)["__component"].name == "greeting"
    assert page_world(js.document.querySelector("#custom")).greet("you") == "hello you from page-element"
    assert page_world.isPara(page_world(para))
    raises(JsException, lambda: page_world(5), "node")


def test_python_functions_are_called_by_the_page():
    assert page_world.callIt(lambda a, b: a * b, 6, 7) == 42
    rows = page_world.store.rows
    assert list(rows.slice(0, 3).map(lambda row, *_: row.name)) == ["row 0", "row 1", "row 2"]
    assert rows.filter(lambda row, *_: row.n > 297).length == 2
    assert rows.reduce(lambda total, row, *_: total + row.n, 0) == sum(range(300))
    # A function stays the same function.
    def handler():
        pass

    page_world.keep(handler)
    page_world.keep(handler)
    assert page_world.kept.pop() == page_world.kept.pop()
    # Each side calls the other, some levels deep.
    def down(n):
        return n if n == 0 else page_world.callIt(down, n - 1) + 1

    assert down(12) == 12


def test_exceptions_both_ways():
    error = raises(JsException, lambda: page_world.fail(), "RangeError", "too far")
    assert error.name == "RangeError" and error.message == "too far"
    assert isinstance(error.js_error, js.RangeError)
    assert raises(JsException, lambda: page_world.throwText()).js_error == "just a text"

    def bad():
        raise KeyError("mine")

    raises(KeyError, lambda: page_world.callIt(bad), "mine")
    raises(KeyError, lambda: page_world.throwBack(bad), "mine")
    told = page_world.tryIt(bad)
    assert "PythonError" in told and "KeyError" in told, told


def test_promises():
    assert run_sync(page_world.later(5, "done")) == "done"
    assert run_sync(page_world.later(5, page_world.store)) == page_world.store
    raises(JsException, lambda: run_sync(page_world.refuse()), "not today")

    async def both():
        return await asyncio.gather(page_world.later(10, 1), page_world.later(5, 2))

    assert asyncio.run(both()) == [1, 2]

    async def mine(n):
        await asyncio.sleep(0.005)
        return n + 1

    assert run_sync(page_world.callIt(mine, 4)) == 5
    assert run_sync(page_world.Promise.all([page_world.later(1, "a"), js.Promise.resolve("b")])).to_py() == ["a", "b"]


def test_the_pages_listeners_and_ours():
    seen = []
    para = js.document.querySelector("#para")

    def first(event):
        event.preventDefault()
        seen.append(event.type)

    page_world.document.addEventListener("click", first, True)
    para.click()
    para.dispatchEvent(js.MouseEvent.new("click", bubbles=True, cancelable=True))
    page_world.document.removeEventListener("click", first, True)
    para.click()
    assert seen == ["click", "click"], seen
    # `click()` makes an event that can be cancelled, as the second one is.
    assert page_world.clicked.to_py() == [True, True, False]
    # A timer of the page's may block.
    done = []

    def slow():
        time.sleep(0.01)
        done.append(True)

    page_world.setTimeout(slow, 0)
    end = time.monotonic() + 10
    while not done and time.monotonic() < end:
        time.sleep(0.005)
    assert done


def test_hostile_objects():
    hostile = page_world.hostile
    raises(JsException, lambda: hostile.getter, "hostile getter")
    raises(JsException, lambda: hostile.proxy.anything, "hostile trap")
    raises(JsException, lambda: hostile.revoked.anything)
    iterator = iter(hostile.endless)
    assert [next(iterator) for _ in range(5)] == [0, 1, 2, 3, 4]
    raises((RecursionError, JsException), lambda: hostile.deep.to_py())
    assert isinstance(repr(hostile), str) and isinstance(repr(hostile.revoked), str)
    text = "x" * 5_000_000
    assert page_world.echo(text) == text


def test_the_page_gets_functions_and_nothing_else():
    def secret():
        """Python."""

    page_world.keep(secret)
    assert page_world.kept[-1] is secret
    keys = page_world.Object.getOwnPropertyNames
    assert set(keys(secret).to_py()) == {"length", "name", "prototype"}

    class Mine:
        value = 1

    assert keys(Mine()).to_py() == []
    page_world.kept.length = 0


def run():
    watch = leaks.Watch()
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            try:
                test()
                watch.check(test)
            except Exception as error:
                raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
    print("all passed")


run()
