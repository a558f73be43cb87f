"""What crosses between Python and JavaScript by value, and what as a proxy."""

import math

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.ffi import JsException, JsNull, JsProxy, jsnull, to_js


def there_and_back(value):
    """What is left of a value that JavaScript held for a moment."""
    box = js.Array.new()
    box.push(value)
    return box.pop()


def check_by_value(*values):
    for value in values:
        back = there_and_back(value)
        assert type(back) is type(value) and back == value, (value, back)


def type_in_javascript(value):
    return js.Array.of(value).map(lambda item, *_: js.Object.prototype.toString.call(item))[0]


def test_none_bool_and_null():
    assert there_and_back(None) is None
    assert there_and_back(True) is True
    assert there_and_back(False) is False
    assert there_and_back(jsnull) is jsnull
    assert jsnull is not None and not jsnull and isinstance(jsnull, JsNull)
    assert repr(jsnull) == "jsnull"
    assert js.JSON.stringify(js.Array.of(None, jsnull, True)) == "[null,null,true]"
    assert js.JSON.parse("null") is jsnull


def test_integers():
    check_by_value(0, 1, -1, 2**31, -(2**31), 2**53 - 1, -(2**53 - 1))
    check_by_value(2**53, -(2**53), 2**63, -(2**63), 2**64 - 1, 10**30, -(10**40), 2**5000)
    assert js.Number.isInteger(2**53 - 1)
    assert js.BigInt(5) == 5
    assert js.BigInt("123456789012345678901234567890") == 123456789012345678901234567890
    assert js.BigInt("-123456789012345678901234567890") == -123456789012345678901234567890


def test_integral_numbers_are_int():
    assert type(js.Math.sqrt(16)) is int
    assert type(js.Number(2.5)) is float
    assert type(there_and_back(2.0)) is int
    assert type(js.Number.MAX_VALUE) is float


def test_floats():
    check_by_value(0.5, -1.25, 1e300, 5e-324, math.inf, -math.inf)
    assert math.isnan(there_and_back(math.nan))
    zero = there_and_back(-0.0)
    assert type(zero) is float and math.copysign(1, zero) == -1
    assert js.Object.is_(-0.0, js.Number("-0"))


def test_strings():
    check_by_value("", "a", "ä", "日本", "😀", "a\0b", "\ufeffbom", "\ufffd", "x" * 100_000, "é" * 1000)


def test_lone_surrogates_survive():
    check_by_value("\ud800", "\udc00", "a\ud83d", "\ude00b", "\ud800" * 20_000)
    assert js.String.fromCharCode(0xD83D) == "\ud83d"
    assert js.String.fromCharCode(0xD83D, 0xDE00) == "😀"


def test_subclasses_of_values_convert():
    import enum

    class Colour(enum.IntEnum):
        RED = 3

    class Name(str):
        pass

    assert there_and_back(Colour.RED) == 3
    assert there_and_back(Name("x")) == "x"


def test_mutable_things_are_proxied_and_come_back_identical():
    class Thing:
        pass

    for value in ([], {}, set(), Thing(), Thing, b"x", (1, 2), len, lambda: 1, 1j, object(), [].append):
        back = there_and_back(value)
        assert back is value or back == value and type(value) is type([].append), value


def test_javascript_objects_come_back_identical():
    thing = js.Object.new()
    again = there_and_back(thing)
    assert again == thing and hash(again) == hash(thing) and again.js_id == thing.js_id
    assert js.Object.is_(thing, again)
    assert thing != js.Object.new() and thing.js_id != js.Object.new().js_id
    assert thing in {again} and len({thing, again}) == 1
    assert thing != 1 and not (thing == {})


def test_symbols():
    symbol = js.Symbol("mine")
    assert isinstance(symbol, JsProxy) and symbol.typeof == "symbol"
    assert there_and_back(symbol) == symbol and hash(symbol) == hash(there_and_back(symbol))
    registered = js.Symbol.for_("shared")
    assert registered == js.Symbol.for_("shared")
    assert hash(registered) == hash(js.Symbol.for_("shared"))
    assert registered != symbol


def test_typeof():
    assert js.Object.new().typeof == "object"
    assert js.parseInt.typeof == "function"
    assert repr(js.Object.new()) == "[object Object]"


def test_exceptions_are_values_too():
    error = ValueError("kept")
    assert there_and_back(error) is error
    assert js.Object.prototype.toString.call(error) == "[object Error]"
    thrown = js.Error.new("thrown")
    try:
        js.Promise.withResolvers.call(thrown)
    except JsException as caught:
        assert there_and_back(caught) == caught.js_error


def test_to_js_gives_copies():
    assert js.JSON.stringify(to_js([1, "a", None, [2]])) == '[1,"a",null,[2]]'
    assert js.JSON.stringify(to_js({"a": 1, "b": {"c": []}})) == '{"a":1,"b":{"c":[]}}'
    assert js.JSON.stringify(to_js((1, 2))) == "[1,2]"
    assert type_in_javascript(to_js({1: 2})) == "[object Map]"
    assert type_in_javascript(to_js({1, 2})) == "[object Set]"
    assert to_js({1: "one"}).get(1) == "one"
    assert type_in_javascript(to_js(b"ab")) == "[object Uint8Array]"
    assert to_js(b"ab").to_bytes() == b"ab"
    assert to_js(5) == 5 and to_js(None) is None


def test_to_js_options():
    inner = [1]
    shallow = to_js([inner], depth=1)
    assert shallow[0] is inner
    assert type_in_javascript(to_js({"a": 1}, dict_converter=js.Map.new)) == "[object Map]"
    assert js.JSON.stringify(to_js({"a": {"b": 1}}, dict_converter=js.Object.fromEntries)) == '{"a":{"b":1}}'
    proxies = js.Array.new()
    to_js([object()], pyproxies=proxies)
    assert len(proxies) == 1
    try:
        to_js([object()], create_pyproxies=False)
    except Exception as error:
        assert "object" in str(error)
    else:
        raise AssertionError("a proxy was created")

    class Point:
        x = 3

    converted = to_js([Point()], default_converter=lambda value, convert, cache: convert(value.x))
    assert converted[0] == 3


def test_cycles_are_copied_as_cycles():
    ring = [1]
    ring.append(ring)
    copy = to_js(ring)
    assert copy[1] == copy
    back = copy.to_py()
    assert back[1] is back
    book = {}
    book["self"] = book
    copy = to_js(book)
    assert getattr(copy, "self") == copy and copy.to_py()["self"]["self"]["self"] is not None


def test_to_py_gives_copies():
    thing = js.JSON.parse('{"a": [1, {"b": null}], "c": "d"}')
    assert thing.to_py() == {"a": [1, {"b": jsnull}], "c": "d"}
    assert js.Map.new(to_js([[1, "a"]])).to_py() == {1: "a"}
    assert js.Set.new(to_js([1, 2])).to_py() == {1, 2}
    shallow = js.JSON.parse("[[1]]").to_py(depth=1)
    assert type(shallow) is list and isinstance(shallow[0], JsProxy)
    assert isinstance(js.document.to_py(), JsProxy)
    date = js.Date.new(0)
    assert js.Array.of(date).to_py(default_converter=lambda value, convert, cache: value.getTime()) == [0]


def test_deep_nesting_raises():
    nested = []
    for _ in range(5000):
        nested = [nested]
    try:
        to_js(nested)
    except RecursionError:
        pass
    else:
        raise AssertionError("no RecursionError")


def test_buffers():
    array = js.Uint8Array.new(to_js([1, 2, 255]))
    assert array.to_bytes() == b"\x01\x02\xff"
    assert array.buffer.to_bytes() == b"\x01\x02\xff"
    assert array.subarray(1).to_bytes() == b"\x02\xff"
    assert list(array) == [1, 2, 255] and len(array) == 3 and array[-1] == 255
    try:
        js.Object.new().to_bytes()
    except TypeError:
        pass
    else:
        raise AssertionError("not a buffer")


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
