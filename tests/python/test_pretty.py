"""Results over several lines, images among bytes, displays that change."""

import collections
import dataclasses
import json
import types

from fake_morelia import Host
from _morelia_lib.display import TRANSIENT, bundle, clear_output, display, update_display
from _morelia_lib.pretty import MAX_ITEMS, pretty
from _morelia_lib.sources import answer_source

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_what_fits_is_one_line():
    for value in ([], (), {}, set(), frozenset(), [1, "a"], (1,), {"a": [1, {2: 3}]}, "x" * 200, 5, None,
                  collections.deque([1], 3), [[], ()], range(3)):
        assert pretty(value) == repr(value), value


def test_long_containers_are_broken():
    long = ["x" * 50, "y" * 50]
    broken = f"['{'x' * 50}',\n '{'y' * 50}']"
    assert pretty(long) == broken
    assert pretty({"key": long}) == "{'key': " + broken.replace("\n", "\n" + " " * 8) + "}"
    assert pretty(tuple(long)) == "(" + broken[1:-1] + ")"
    assert pretty(types.SimpleNamespace(a=long)) == "namespace(a=" + broken.replace("\n", "\n" + " " * 12) + ")"
    for line in pretty(list(range(100))).split("\n"):
        assert len(line) <= 79, line
    assert eval(pretty(list(range(100)))) == list(range(100))


def test_dataclasses_and_own_reprs():
    @dataclasses.dataclass
    class Point:
        name: str
        hidden: int = dataclasses.field(default=0, repr=False)
        tags: tuple = ()

    point = Point("n" * 60, 1, ("t" * 30,))
    text = pretty(point)
    assert "\n" in text and "hidden" not in text, text
    assert text.replace("\n", "").replace(" ", "") == repr(point).replace(" ", ""), text

    class Own(list):
        def __repr__(self):
            return "own"

    assert pretty(Own([1])) == "own"
    assert pretty([Own([1])]) == "[own]"


def test_sets_are_sorted_where_they_can_be():
    assert pretty({"b", "a", "c"}) == "{'a', 'b', 'c'}"
    assert pretty(frozenset([2, 1])) == "frozenset({1, 2})"
    assert sorted(pretty({1, "a"})) == sorted("{1, 'a'}")


def test_endless_and_huge_ones_end():
    value = [1]
    value.append(value)
    assert pretty(value) == "[1, [...]]"
    text = pretty(list(range(5 * MAX_ITEMS)))
    assert text.endswith("...]") and str(MAX_ITEMS - 1) in text and str(MAX_ITEMS + 1) not in text
    nested = [[["s"] * 1000] * 1000] * 1000
    assert len(pretty(nested)) < 1_000_000


def test_each_repr_is_called_once():
    calls = []

    class Counting:
        def __repr__(self):
            calls.append(1)
            return "c" * 60

    pretty({"a": {"b": [Counting(), Counting()]}})
    assert len(calls) == 2, calls


def test_a_repr_that_raises():
    class Bad:
        def __repr__(self):
            raise ValueError("no")

    with Host() as host:
        found = bundle([Bad(), "x" * 100])
    assert found == {"text/plain": "<list object; its repr() raised ValueError>"}
    assert "ValueError: no" in host.stderr


def test_bytes_of_pictures_are_pictures():
    found = bundle(PNG)
    assert found["image/png"].startswith("iVBORw0KGgo") and "28 bytes, PNG" in found["text/plain"], found
    assert "image/jpeg" in bundle(bytearray(b"\xff\xd8\xff\xe0"))
    assert bundle(b"<svg xmlns='x'/>")["image/svg+xml"] == "<svg xmlns='x'/>"
    assert "image/webp" in bundle(memoryview(b"RIFF\0\0\0\0WEBP"))
    for other in (b"", b"plain", b"<?xml version='1.0'?><a/>", b"RIFF"):
        assert bundle(other) == {"text/plain": repr(other)}


def sent(call):
    with Host() as host:
        given = call()
    return given, [(it, json.loads(it.get(TRANSIENT, "null"))) for it in host.bundles]


def test_displays_can_be_replaced():
    handle, ((found, fields),) = sent(lambda: display(1, display_id="a"))
    assert found["text/plain"] == "1" and fields == {"display_id": "a", "update": False}
    _, ((found, fields),) = sent(lambda: handle.update(2))
    assert found["text/plain"] == "2" and fields == {"display_id": "a", "update": True}
    _, ((_, fields),) = sent(lambda: update_display(3, display_id="b"))
    assert fields["display_id"] == "b"
    first, _ = sent(lambda: display(1, display_id=True))
    second, _ = sent(lambda: display(1, display_id=True))
    assert first.display_id != second.display_id
    assert sent(lambda: display(1)) == (None, [({"text/plain": "1"}, None)])
    _, ((_, fields),) = sent(lambda: clear_output(wait=True))
    assert fields == {"clear": True, "wait": True}
    try:
        display(1, update=True)
    except TypeError as error:
        assert "display_id" in str(error)
    else:
        raise AssertionError("no TypeError")


def test_the_classes():
    try:
        from morelia import display as shown
    except ModuleNotFoundError:
        return  # outside of the runtime there is no module js

    assert bundle(shown.HTML("<b>"))["text/html"] == "<b>"
    assert bundle(shown.Markdown("*a*"))["text/markdown"] == "*a*"
    assert json.loads(bundle(shown.JSON({"a": 1}))["application/json"]) == {"a": 1}
    assert bundle(shown.Pretty("a\nb")) == {"text/plain": "a\nb"}
    assert bundle(shown.Image(PNG))["image/png"].startswith("iVBOR")
    assert "width=\"20\"" in bundle(shown.Image(PNG, width=20))["text/html"]
    assert bundle(shown.Image("https://a.example/x.png?a=1&b=2"))["text/html"] == (
        '<img src="https://a.example/x.png?a=1&amp;b=2">')
    for bad, error in ((b"no picture", ValueError), (None, TypeError)):
        try:
            shown.Image(bad)
        except error:
            continue
        raise AssertionError(bad)


def test_sources():
    import linecache

    linecache.cache["<cell 77>"] = (6, None, ["x = 1\n"], "<cell 77>")
    try:
        assert answer_source(None, {"file": "<cell 77>"}) == {"text": "x = 1\n"}
    finally:
        del linecache.cache["<cell 77>"]
    text = answer_source(None, {"file": json.decoder.__file__})["text"]
    assert text and "class JSONDecoder" in text
    assert answer_source(None, {"file": "/no/such.py"}) == {"text": None}
