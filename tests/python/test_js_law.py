"""The conversion law of docs/conversions.md, by properties and row by row."""

import datetime
import math
import random

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.code import run_js
    from pyodide.ffi import JsCallable, JsException, JsProxy, jsnull, to_js

#: Kinds of strings that software gets wrong.
NAUGHTY = [
    "", " ", "\0", "a\0b", "\n\r\t\v\f\b", "\x7f\x80\x9f", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\u2028\u2029",
    "undefined", "null", "None", "NaN", "true", "0", "-0", "1e1000", "0x10", "__proto__", "constructor",
    "hasOwnProperty", "toString", "then", "length", "\\", "'\"`${}", "</script><!--", "%s%n{}", "../../etc/passwd",
    "Ω≈ç√∫", "社會科學院", "ﺍﻟﻌﺮﺑﻴﺔ", "مُنَاقَشَةُ", "\u202etest\u202c", "Z̮̞̠͙͔ͅ", "e\u0301", "\u00e9", "ß", "ŉ", "İ",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "\U0001f1e9\U0001f1ea", "\U0010ffff", "𝒳", "\ud800", "\udc00", "\udfff\ud800", "a\ud83d", "\ude00b",
    "\U0001f600\ud83d", "\ufffd\ud800", "\u200b\u200d\u2060", "x" * 70_000, "ä" * 5_000, "😀" * 5_000, "\ud800" * 9_000,
]


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def there_and_back(value):
    """What is left of a value that JavaScript held for a moment."""
    box = js.Array.new()
    box.push(value)
    return box.pop()


def same(a, b):
    """Whether two values are the same to the law: type, value, sign and all."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return math.isnan(a) and math.isnan(b) or a == b and math.copysign(1, a) == math.copysign(1, b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b


def random_value(source):
    """A value that crosses by value and comes back as it was."""
    kind = source.randrange(7)
    if kind == 0:
        return source.choice([None, True, False, jsnull])
    if kind == 1:
        return source.randint(-(2**source.randrange(1, 200)), 2**source.randrange(1, 200))
    if kind == 2:
        number = source.uniform(-1, 1) * 10.0 ** source.randint(-300, 300)
        return number if number % 1 or abs(number) >= 2**53 else 0.5
    if kind == 3:
        return source.choice([math.inf, -math.inf, math.nan, -0.0, 5e-324, 2.0**53 * 1.5])
    length = source.randrange(20)
    if kind == 4:
        return "".join(chr(source.randrange(128)) for _ in range(length))
    return "".join(chr(source.choice([source.randrange(0x800), 0xD800 + source.randrange(0x800), source.randrange(0x110000)]))
                   for _ in range(length))


def normal(text):
    """As JavaScript has it: a high and a low surrogate side by side are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def random_tree(source, depth=4):
    """Lists, dicts and values."""
    kind = source.randrange(4) if depth else 0
    if kind == 1:
        return [random_tree(source, depth - 1) for _ in range(source.randrange(5))]
    if kind == 2:
        return {f"k{n}": random_tree(source, depth - 1) for n in range(source.randrange(5))}
    if kind == 3:
        return {n + 0.5: random_tree(source, depth - 1) for n in range(1, source.randrange(2, 5))}
    value = random_value(source)
    return normal(value) if isinstance(value, str) else value


def test_values_come_back_as_they_were():
    source = random.Random(20261123)
    for _ in range(1500):
        value = random_value(source)
        if isinstance(value, str):
            value = normal(value)
        if isinstance(value, float) and value % 1 == 0 and abs(value) < 2**53 and math.copysign(1, value) > 0:
            continue
        assert same(there_and_back(value), value), ascii(value)


def test_copies_of_copies_are_equal():
    source = random.Random(7)
    for _ in range(150):
        tree = random_tree(source)
        copy = to_js(tree)
        back = copy.to_py() if isinstance(copy, JsProxy) else copy
        assert same(back, tree), (ascii(tree), ascii(back))


def test_naughty_strings():
    units = run_js("s => { const r = []; for (let i = 0; i < Math.min(s.length, 50); i++) r.push(s.charCodeAt(i)); return r }")
    holder = js.Object.create(jsnull)
    for text in NAUGHTY:
        assert there_and_back(text) == text, ascii(text)
        encoded = text.encode("utf-16-le", "surrogatepass")
        expected = [int.from_bytes(encoded[i:i + 2], "little") for i in range(0, min(len(encoded), 100), 2)]
        assert units(text).to_py() == expected, ascii(text)
        assert len(text.encode("utf-16-le", "surrogatepass")) // 2 == js.Reflect.get(js.Object(text), "length")
        js.Reflect.set(holder, text, text)
        assert js.Reflect.get(holder, text) == text
        assert to_js({text: text}).as_object_map()[text] == text, ascii(text)
        assert to_js({text: text}).to_py() == {text: text}
    assert set(holder.as_object_map()) == set(NAUGHTY)


def test_numbers():
    for number in (0, 1, -1, 2**31, 2**32, 2**53 - 1, -(2**53) + 1):
        assert run_js("x => typeof x")(number) == "number"
    for number in (2**53, -(2**53), 2**64, 10**100, -(10**100)):
        assert run_js("x => typeof x")(number) == "bigint" and there_and_back(number) == number
    assert run_js("x => Object.is(x, -0)")(-0.0) and not run_js("x => Object.is(x, -0)")(0)
    assert run_js("Number.isNaN")(math.nan) and math.isnan(run_js("NaN"))
    assert type(run_js("2 ** 53")) is float and type(run_js("2 ** 53 - 1")) is int and type(run_js("5n")) is int
    assert run_js("-(2n ** 70n)") == -(2**70) and run_js("1e308 * 10") == math.inf
    assert same(run_js("-0"), -0.0) and same(there_and_back(2.0), 2)


def test_what_is_nothing():
    assert run_js("undefined") is None and run_js("null") is jsnull and run_js("x => x === undefined")(None)
    assert run_js("x => x === null")(jsnull) and run_js("x => x === null")(None) is False
    assert run_js("({a: undefined})").a is None and type(raised(lambda: run_js("({})").a)) is AttributeError


def test_symbols():
    symbol = run_js("Symbol('x')")
    assert isinstance(symbol, JsProxy) and symbol.typeof == "symbol" and there_and_back(symbol) == symbol
    assert run_js("s => ({[s]: 5})")(symbol)[symbol] == 5
    assert symbol != run_js("Symbol('x')") and run_js("Symbol.for('y')") == run_js("Symbol.for('y')")


def test_objects_are_proxied_and_identical():
    sources = [
        "new Date(0)", "new Uint8Array(2)", "new ArrayBuffer(2)", "new Map()", "new Set()", "[]", "({})", "new Error('x')",
        "Promise.resolve()", "/x/", "new (class Own {})", "document", "document.body", "window", "Object.create(null)",
        "new Proxy({}, {})", "new WeakMap()", "new Number(5)", "new String('x')", "new Boolean(false)", "Symbol.iterator",
        "Intl", "Math", "new DataView(new ArrayBuffer(1))", "(function* () {})()", "document.createTextNode('x')",
    ]
    box = run_js("new Map()")
    for source in sources:
        thing = run_js(source)
        assert isinstance(thing, JsProxy) and not isinstance(thing, JsCallable), source
        assert there_and_back(thing) == thing and hash(there_and_back(thing)) == hash(thing), source
        assert there_and_back(thing).js_id == thing.js_id, source
        box.set("thing", thing)
        assert run_js("(box, thing) => box.get('thing') === thing")(box, thing), source
        assert to_js(thing) == thing and to_js([thing])[0] == thing, source
    for source in ("() => 1", "class {}", "Math.max", "async () => 1", "parseInt.bind(null)"):
        thing = run_js(f"({source})")
        assert isinstance(thing, JsCallable) and there_and_back(thing) == thing, source


def test_python_objects_are_proxied_and_identical():
    class Thing:
        def method(self):
            pass

    thing = Thing()
    for value in (
        [], {}, (), set(), frozenset(), b"", bytearray(), memoryview(b""), thing, Thing, thing.method, len, print, lambda: 1,
        1j, object(), range(3), slice(1), type, NotImplemented, Ellipsis, datetime.datetime.now(), iter([]), math, ValueError("x"),
    ):
        back = there_and_back(value)
        assert back is value or back == value and type(value) in (type(thing.method), type(len)), value
        assert js.Object.is_(value, value), value


def test_dates_do_not_convert():
    moment = datetime.datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=datetime.timezone.utc)
    date = js.Date.new(moment.timestamp() * 1000)
    assert date.toISOString() == "2026-11-23T12:30:15.250Z" and isinstance(date, JsProxy)
    assert datetime.datetime.fromtimestamp(date.getTime() / 1000, datetime.timezone.utc) == moment
    assert isinstance(run_js("new Date(NaN)"), JsProxy) and math.isnan(run_js("new Date(NaN)").getTime())
    assert isinstance(to_js([date])[0], JsProxy) and isinstance(js.Array.of(date).to_py()[0], JsProxy)


def test_cycles_and_sharing():
    ring = run_js("(() => { const a = {n: 1}; a.self = a; a.list = [a, a]; return a })()").to_py()
    assert ring["self"] is ring and ring["list"][0] is ring and ring["list"][1] is ring
    shared = []
    copy = to_js([shared, shared, {"x": shared}])
    assert copy[0] == copy[1] and copy[2].x == copy[0] and copy[0] != to_js(shared)
    back = copy.to_py()
    assert back[0] is back[1] and back[2]["x"] is back[0]
    book = {}
    book[1] = book
    copy = to_js(book)
    assert copy[1] == copy


def test_depth():
    tree = [[[1]]]
    assert to_js(tree, depth=0) is tree and to_js(tree, depth=1)[0] is tree[0]
    assert to_js(tree, depth=2)[0][0] is tree[0][0] and to_js(tree, depth=3)[0][0][0] == 1
    nested = run_js("[[[1]]]")
    assert nested.to_py(depth=0) == nested and isinstance(nested.to_py(depth=1)[0], JsProxy)
    assert isinstance(nested.to_py(depth=2)[0][0], JsProxy) and nested.to_py(depth=3) == [[[1]]]


def test_converters():
    class Pair:
        def __init__(self, first, second):
            self.first, self.second = first, second

    def convert_pair(value, convert, cache):
        if not isinstance(value, Pair):
            return convert(value)
        result = js.Array.new()
        cache(value, result)
        result.push(convert(value.first))
        result.push(convert(value.second))
        return result

    pair = Pair(1, [2])
    pair.second.append(pair)
    for option in ("default_converter", "eager_converter"):
        copy = to_js(pair, **{option: convert_pair})
        assert copy[0] == 1 and copy[1][0] == 2 and copy[1][1] == copy, option
    seen = []
    to_js([1, {"a": (2,)}], eager_converter=lambda value, convert, cache: seen.append(value) or convert(value))
    assert seen == [[1, {"a": (2,)}], {"a": (2,)}, (2,)]
    assert to_js({"a": 1}, dict_converter=lambda pairs: pairs)[0].to_py() == ["a", 1]
    date = run_js("({when: new Date(5), list: [new Date(6)]})")
    assert date.to_py(default_converter=lambda value, *_: value.getTime()) == {"when": 5, "list": [6]}
    boxes = run_js("(() => { class Box { constructor(x) { this.x = x } }; return new Box([new Box(1)]) })()")
    assert boxes.to_py(default_converter=lambda box, convert, cache: ("box", convert(box.x))) == ("box", [("box", 1)])
    assert type(raised(to_js, [1j], default_converter=lambda *_: 1 / 0)) is ZeroDivisionError


def test_keys():
    assert to_js({1: "a", "b": 2}).get(1) == "a" and run_js("x => x instanceof Map")(to_js({1: 1}))
    assert run_js("new Map([[{}, 1]])").to_py() and run_js("new Map([[NaN, 1], [-0, 2]])").to_py()
    assert to_js({"__proto__": 5}).to_py() == {"__proto__": 5}
    assert run_js("JSON.parse('{\"__proto__\": {\"x\": 1}}')").to_py() == {"__proto__": {"x": 1}}


def test_errors_cross():
    error = ValueError("kept")
    assert there_and_back(error) is error and run_js("e => e instanceof Error && e.type")(error) == "ValueError"
    thrown = raised(run_js("() => { throw new RangeError('far') }"))
    assert isinstance(thrown, JsException) and (thrown.name, thrown.message) == ("RangeError", "far") and thrown.stack
    for source, text in (("5", "5"), ("'x'", "x"), ("null", "null"), ("undefined", "undefined"), ("({})", "[object Object]"), ("Symbol('s')", "Symbol(s)")):
        thrown = raised(run_js(f"() => {{ throw {source} }}"))
        assert isinstance(thrown, JsException) and str(thrown) == text, (source, thrown)

    def reraise():
        raise error

    assert raised(run_js("f => f()"), reraise) is error


def test_large_values():
    text = "ä" * 1_000_000
    assert there_and_back(text) == text
    # Longer than what is copied at once, with a character and a half of one on the border.
    for border in ("😀", "\ud83d", "\ude00"):
        text = "x" * (2**22 - 1) + border + "ä" * 10
        assert there_and_back(text) == text
        assert run_js("(b) => 'x'.repeat(2 ** 22 - 1) + b + 'ä'.repeat(10)")(border) == text
    data = bytes(range(256)) * 4096
    assert to_js(data).to_bytes() == data
    assert len(to_js(list(range(20_000))).to_py()) == 20_000


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
