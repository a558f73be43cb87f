"""What proxies have because of what their objects are: lists, dicts, buffers, generators."""

import array
import asyncio
import collections.abc
import inspect
import io

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide import ffi
    from pyodide.code import run_js
    from pyodide.ffi import JsException, JsProxy, to_js


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def test_isinstance():
    kinds = {
        "JsArray": [js.Array.new(), js.Uint8Array.new(1)],
        "JsTypedArray": [js.Float64Array.new(1)],
        "JsBuffer": [js.ArrayBuffer.new(1), js.DataView.new(js.ArrayBuffer.new(1)), js.Uint8Array.new(1)],
        "JsMap": [js.Map.new(), js.URLSearchParams.new()],
        "JsMutableMap": [js.Map.new(), js.Object.new().as_object_map()],
        "JsPromise": [js.Promise.resolve(1), run_js("({then() {}})")],
        "JsIterable": [js.Set.new(), js.Array.new(), js.document.querySelectorAll("p")],
        "JsIterator": [js.Array.new().values(), run_js("({next() {}})")],
        "JsGenerator": [run_js("(function* () {})()")],
        "JsAsyncIterable": [run_js("({[Symbol.asyncIterator]() {}})")],
        "JsAsyncIterator": [run_js("(async function* () {})()")],
        "JsAsyncGenerator": [run_js("(async function* () {})()")],
        "JsDomElement": [js.document.body],
        "JsCallable": [js.parseInt],
    }
    for name, things in kinds.items():
        for thing in things:
            assert isinstance(thing, getattr(ffi, name)), (name, thing)
            assert isinstance(thing, JsProxy) and type(thing) in (JsProxy, ffi.JsCallable)
    for name in kinds:
        assert not isinstance(5, getattr(ffi, name))
        if name not in ("JsDomElement", "JsIterable"):
            assert not isinstance(js.document.body, getattr(ffi, name)), name
    assert type(raised(ffi.JsArray)) is TypeError and ffi.JsArray[int]


def test_abstract_base_classes():
    assert isinstance(js.Array.new(), collections.abc.MutableSequence)
    assert isinstance(js.Map.new(), collections.abc.MutableMapping)
    fixed = run_js("({get() {}, size: 0, [Symbol.iterator]() {}})")
    assert isinstance(fixed, collections.abc.Mapping)
    assert not isinstance(fixed, collections.abc.MutableMapping)
    assert not isinstance(js.document.body, (collections.abc.Sequence, collections.abc.Mapping))
    assert not isinstance(js.Object.new(), (list, dict, str))


def test_abstract_base_classes_of_one_method():
    abc = collections.abc
    kinds = {
        abc.Iterable: [js.Array.new(), js.Map.new(), js.Set.new(), js.document.querySelectorAll("p")],
        abc.Iterator: [js.Array.new().values(), run_js("({next() {}})")],
        abc.Generator: [run_js("(function* () {})()")],
        abc.AsyncIterable: [run_js("({[Symbol.asyncIterator]() {}})")],
        abc.AsyncGenerator: [run_js("(async function* () {})()")],
        abc.Awaitable: [js.Promise.resolve(1), run_js("({then() {}})")],
        abc.Sized: [js.Array.new(), js.Map.new(), js.Set.new(), js.document.querySelectorAll("p")],
        abc.Container: [js.Array.new(), js.Map.new(), js.URLSearchParams.new("")],
        abc.Collection: [js.Array.new(), js.Map.new(), js.Set.new()],
        abc.Reversible: [js.Array.new()],
    }
    nothing = [js.Object.new(), js.document.body, js.parseInt, js.Date.new()]
    for base, things in kinds.items():
        for thing in things:
            assert isinstance(thing, base), (base, thing)
        for thing in nothing:
            assert not isinstance(thing, base), (base, thing)
    assert isinstance(js.parseInt, abc.Callable) and not isinstance(js.Object.new(), abc.Callable)
    assert isinstance(js.Object.new(), abc.Hashable)
    assert not inspect.isawaitable(js.document.body) and inspect.isawaitable(js.Promise.resolve(1))
    assert isinstance([], abc.Sized) and not isinstance(5, abc.Iterable)


def test_arrays_are_joined_and_repeated():
    array = js.Array.of(1, "a")
    more = array + [2] + (3,) + js.Array.of(4)
    assert list(more) == [1, "a", 2, 3, 4] and isinstance(more, ffi.JsArray) and len(array) == 2
    assert list(array * 2) == [1, "a", 1, "a"] and list(2 * array) == list(array * 2) and len(array * -1) == 0
    same = array
    same += range(2)
    assert same is array and list(array) == [1, "a", 0, 1]
    same *= 2
    assert same is array and list(array) == [1, "a", 0, 1] * 2
    same *= 0
    assert same is array and len(array) == 0
    thing = object()
    assert (js.Array.new() + [thing])[0] is thing
    for wrong in (lambda: array + 1, lambda: js.Object.new() + [1], lambda: array + "ab", lambda: js.Map.new() * 2):
        assert type(raised(wrong)) is TypeError


def test_arrays_are_lists():
    numbers = js.Array.of(1, 2)
    numbers.append(3)
    numbers.extend([4, 5])
    numbers.insert(0, 0)
    numbers.insert(-100, -1)
    numbers.insert(100, 6)
    assert list(numbers) == [-1, 0, 1, 2, 3, 4, 5, 6]
    assert numbers.pop() == 6 and numbers.pop(0) == -1 and numbers.pop(-1) == 5
    numbers.remove(2)
    assert list(numbers) == [0, 1, 3, 4] and numbers.index(3) == 2 and numbers.count(3) == 1
    assert numbers.reverse() is None and list(numbers) == [4, 3, 1, 0]
    assert numbers.index(1, -2) == 2 and type(raised(numbers.index, 4, 1)) is ValueError
    assert type(raised(numbers.remove, 9)) is ValueError
    numbers.clear()
    assert len(numbers) == 0 and type(raised(numbers.pop)) is IndexError
    assert numbers.push(7) == 1 and numbers.concat(numbers).join("-") == "7-7"


def test_slices_of_arrays():
    numbers = js.Array.of(0, 1, 2, 3, 4, 5)
    numbers[1:3] = ["a", "b", "c"]
    assert numbers.to_py() == [0, "a", "b", "c", 3, 4, 5]
    del numbers[1:4]
    assert numbers.to_py() == [0, 3, 4, 5]
    numbers[::2] = [10, 11]
    assert numbers.to_py() == [10, 3, 11, 5]
    del numbers[::-2]
    assert numbers.to_py() == [10, 11]
    assert type(raised(numbers.__setitem__, slice(None, None, 2), [1, 2, 3])) is ValueError


def test_maps_are_dicts():
    book = js.Map.new()
    book.update({"a": 1}, b=2)
    book.update([("c", 3)])
    assert dict(book.items()) == {"a": 1, "b": 2, "c": 3} and list(book.keys()) == ["a", "b", "c"]
    assert list(book.values()) == [1, 2, 3] and 3 in book.values() and "a" in book.keys()
    assert len(book.keys()) == 3 and ("a", 1) in book.items()
    assert book.get("a") == 1 and book.get("z") is None and book.get("z", 5) == 5
    assert book.pop("a") == 1 and book.pop("a", 9) == 9 and type(raised(book.pop, "a")) is KeyError
    assert book.setdefault("d", 4) == 4 and book.setdefault("d", 5) == 4
    assert book.popitem() == ("b", 2)
    book.clear()
    assert len(book) == 0 and type(raised(book.popitem)) is KeyError
    assert book.set("x", 1) == book
    query = js.URLSearchParams.new("a=1&b=2")
    assert dict(query.items()) == {"a": "1", "b": "2"} and query.get("none") is None


def test_methods_of_other_objects_are_javascripts():
    thing = run_js("({append: () => 1, pop: () => 2, get: () => 3, send: () => 4, assign: 5, update: () => 6})")
    assert (thing.append(), thing.pop(), thing.get(), thing.send(), thing.assign, thing.update()) == (1, 2, 3, 4, 5, 6)
    node = js.document.createElement("p")
    js.document.body.append(node)
    node.remove()
    assert not node.isConnected and not hasattr(node, "pop")
    assert js.Object.assign.name == "assign" and js.Object.keys(js.JSON.parse('{"a": 1}')).to_py() == ["a"]


def test_objects_as_maps():
    thing = js.JSON.parse('{"a": {"b": [1, {"c": 2}]}, "keys": 5}')
    book = thing.as_object_map()
    assert book["keys"] == 5 and set(book) == {"a", "keys"} and len(book) == 2 and "a" in book
    assert "toString" not in book and type(raised(lambda: book["toString"])) is KeyError
    assert thing.as_object_map(hereditary=True)["a"]["b"][0] == 1
    book["new"] = 1
    assert thing.new == 1 and book.pop("new") == 1 and not hasattr(thing, "new")
    assert dict(book) == {"a": thing.a, "keys": 5} and list(book.items())[1] == ("keys", 5)
    assert not isinstance(book["a"], ffi.JsMutableMap)
    assert isinstance(thing.as_object_map(hereditary=True)["a"], ffi.JsMutableMap)
    assert book == thing and js.Object.is_(book, thing) and book.get("z") is None
    assert type(raised(book.__delitem__, "z")) is KeyError and not js.Object.new().as_object_map()
    data = thing.as_py_json()
    assert data["a"]["b"][1]["c"] == 2 and list(data["a"]) == ["b"] and len(data["a"]["b"]) == 2
    assert [type(item) for item in data["a"]["b"]] == [int, JsProxy] and data.get("none", 0) == 0


def test_generators():
    generator = run_js("(function* () { try { const x = yield 1; yield x * 2 } finally { globalThis.ended = true } })()")
    assert generator.send(None) == 1 and generator.send(4) == 8
    generator.close()
    assert js.ended and type(raised(generator.send, None)) is StopIteration
    generator = run_js("(function* () { try { yield 1 } catch (error) { yield String(error.name) } })()")
    next(generator)
    assert generator.throw(ValueError("x")) == "PythonError"
    generator = run_js("(function* () { yield 1; return 5 })()")
    assert list(generator) == [1]
    generator = run_js("(function* () { yield 1; return 5 })()")
    generator.send(None)
    assert raised(generator.send, None).value == 5
    del js.ended


def test_async_iteration():
    async def main():
        values = run_js("(async function* () { yield 1; yield 2 })()")
        assert [value async for value in values] == [1, 2]
        promises = js.Array.of(js.Promise.resolve(3), 4)
        assert [value async for value in promises] == [3, 4]
        generator = run_js("(async function* () { const x = yield 1; yield x })()")
        assert await generator.asend(None) == 1 and await generator.asend(7) == 7
        await generator.aclose()
        try:
            await generator.asend(None)
        except StopAsyncIteration:
            pass
        else:
            raise AssertionError("the generator goes on")
        generator = run_js("(async function* () { try { yield 1 } catch { yield 'caught' } })()")
        assert await anext(generator) == 1 and await generator.athrow(ValueError) == "caught"
        assert await anext(generator, "end") == "end"
        failing = run_js("(async function* () { yield 1; throw new RangeError('no') })()")
        try:
            async for _ in failing:
                pass
        except JsException as error:
            assert error.name == "RangeError"
        else:
            raise AssertionError("nothing was raised")
        try:
            async for _ in js.Object.new():
                pass
        except TypeError:
            return "done"

    assert asyncio.run(main()) == "done"


def test_buffers():
    numbers = js.Float64Array.of(1.5, -2.0)
    view = numbers.to_memoryview()
    assert view.format == "d" and view.tolist() == [1.5, -2.0]
    view[0] = 9.0
    assert numbers[0] == 1.5, "a copy"
    for name, format in (("Int8", "b"), ("Uint16", "H"), ("Int32", "i"), ("Float32", "f"), ("BigInt64", "q")):
        assert getattr(js, name + "Array").new(2).to_memoryview().format == format
    data = js.Uint8Array.new(3)
    data.assign(b"abc")
    assert data.to_bytes() == b"abc" and data.to_string() == "abc"
    assert js.Uint8Array.of(0xE4).to_string("latin1") == "ä"
    assert isinstance(raised(js.Uint8Array.of(0xE4).to_string), JsException)
    target = bytearray(3)
    data.assign_to(target)
    assert target == b"abc"
    assert type(raised(data.assign, b"ab")) is ValueError and type(raised(data.assign_to, bytearray(2))) is ValueError
    data.subarray(1, 2).assign(b"X")
    assert data.buffer.to_bytes() == b"aXc"
    numbers.assign(array.array("d", [3.0, 4.0]))
    assert list(numbers) == [3.0, 4.0]
    file = io.BytesIO()
    data.to_file(file)
    file.seek(0)
    other = js.ArrayBuffer.new(3)
    other.from_file(file)
    assert other.to_bytes() == b"aXc" and type(raised(other.from_file, io.BytesIO(b"x"))) is ValueError


def test_python_buffers_become_typed_arrays():
    for code, name in (("b", "Int8"), ("H", "Uint16"), ("i", "Int32"), ("d", "Float64"), ("f", "Float32"), ("q", "BigInt64")):
        copy = to_js(array.array(code, [1, 2]))
        assert copy.constructor.name == name + "Array" and list(copy) == [1, 2], code
    assert to_js(bytearray(b"ab")).constructor.name == "Uint8Array"
    assert to_js(memoryview(b"abcd")[::2]).to_bytes() == b"ac"


def test_detached_buffers():
    buffer = js.ArrayBuffer.new(4)
    view = js.Uint8Array.new(buffer)
    buffer.transfer(8)
    assert len(view) == 0 and list(view) == []
    for use in (buffer.to_bytes, view.to_bytes, view.to_memoryview, lambda: view.assign(b""), lambda: view.assign(b"abcd")):
        assert isinstance(raised(use), (JsException, ValueError)), use


def test_hostile_kinds():
    hostile = run_js("new Proxy({}, {get() { throw new RangeError('no') }})")
    assert isinstance(hostile, JsProxy) and not isinstance(hostile, ffi.JsArray)
    assert isinstance(raised(lambda: hostile.get), JsException)
    revoked = run_js("(() => { const {proxy, revoke} = Proxy.revocable([], {}); revoke(); return proxy })()")
    assert isinstance(raised(lambda: revoked.append), JsException) and not isinstance(revoked, ffi.JsMap)


def test_infinite_iterables():
    endless = run_js("({*[Symbol.iterator]() { let n = 0; while (true) yield n++ }})")
    assert 1000 in endless and next(iter(endless)) == 0
    import itertools

    assert list(itertools.islice(endless, 3)) == [0, 1, 2]


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
