"""A session's variables as bytes, and back."""

import base64
import json

from fake_morelia import Host
from _morelia_lib.console import encode
from test_magics import Session


def moved(*cells):
    """A session with cells, and another one with what was saved of it."""
    first, second = Session(), Session()
    for code in cells:
        first.value(code)
    with Host():
        saved = first.console.handle({"op": "save_state"})
        json.loads(encode(saved))
        restored = second.console.handle({"op": "restore_state", "base64": saved["pickles"]})
    return second, saved, restored


def test_values_modules_functions_and_classes_come_back():
    second, saved, restored = moved(
        "import json as j\nfrom collections import Counter",
        "x = {'a': [1, 2.5, None, 'ü']}\ncounted = Counter('aab')",
        "def double(n):\n    'Doubles.'\n    return n * factor\n\nfactor = 2",
        "class Point:\n    def __init__(self, x):\n        self.x = x\n    def twice(self):\n        return double(self.x)",
        "p = Point(21)",
        "half = lambda n: n / 2",
    )
    names = ["Counter", "Point", "counted", "double", "factor", "half", "j", "p", "x"]
    assert saved["saved"] == names and saved["skipped"] == [], saved["skipped"]
    assert restored["restored"] == names and restored["skipped"] == [], restored
    assert second.value("x, counted['a'], j.dumps(1)") == "({'a': [1, 2.5, None, 'ü']}, 2, '1')"
    assert second.value("p.twice(), type(p) is Point, half(5)") == "(42, True, 2.5)"
    assert "return n * factor" in second.printed("double??")
    assert "restored" in second.error("double(None)")


def test_what_needs_something_that_comes_later_is_restored_too():
    second, saved, restored = moved(
        "size = 3\nclass Z:\n    pass", "class A(Z):\n    pass", "def f(n=size):\n    return n\n", "a = A()"
    )
    assert saved["skipped"] == restored["skipped"] == [] and restored["restored"] == ["A", "Z", "a", "f", "size"], restored
    assert second.value("isinstance(a, Z), f()") == "(True, 3)"


def test_what_cannot_be_saved_is_told_and_left_out():
    second, saved, restored = moved(
        "good = 1\ndef make():\n    k = 1\n    return lambda: k\nclosure = make()\ngen = (i for i in 'a')\n"
        "class Bad:\n    def __reduce__(self): raise ValueError('never')\nbad = Bad()"
    )
    skipped = dict(saved["skipped"])
    assert set(skipped) == {"closure", "gen", "bad"}, skipped
    assert skipped["bad"] == "ValueError: never" and "generator" in skipped["gen"]
    assert second.value("good") == "1"
    assert "NameError" in second.error("gen")


def test_preloads_results_and_hidden_names_are_not_saved():
    _, saved, _ = moved("1 + 1", "_private = 1", "q = 'mine'")
    assert saved["saved"] == ["q"]


def test_other_bytes_are_refused_before_anything_runs():
    session = Session()
    for data in (b"", b"nonsense", b"{}", b"[]", b'{"morelia_state": 1, "entries": [{"name": "a b", "kind": "pickle", "data": ""}]}',
                 b'{"morelia_state": 1, "entries": [{"name": "a", "kind": "code", "data": ""}]}'):
        reply = session.console.handle({"op": "restore_state", "base64": base64.b64encode(data).decode()})
        assert reply["op"] == "failed" and "no saved state" in reply["message"], (data, reply)
    newer = base64.b64encode(b'{"morelia_state": 2, "entries": []}').decode()
    reply = session.console.handle({"op": "restore_state", "base64": newer})
    assert reply["op"] == "failed" and "another version" in reply["message"], reply


def test_one_damaged_value_does_not_keep_the_others():
    first, second = Session(), Session()
    first.value("a = 1\nb = 2")
    with Host():
        saved = first.console.handle({"op": "save_state"})
        state = json.loads(base64.b64decode(saved["pickles"]))
        state["entries"][0]["data"] = "AAAA"
        changed = base64.b64encode(json.dumps(state).encode()).decode()
        reply = second.console.handle({"op": "restore_state", "base64": changed})
    assert reply["restored"] == ["b"] and reply["skipped"][0][0] == "a", reply
