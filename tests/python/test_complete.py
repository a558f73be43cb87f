"""Completion."""

import os
import tempfile

from _morelia_lib.complete import complete


def texts(code, namespace=None, cursor=None):
    """The texts offered at ``|`` in the code."""
    if cursor is None:
        cursor = code.index("|") if "|" in code else len(code)
        code = code.replace("|", "", 1)
    found = complete(code, cursor, namespace or {})
    assert 0 <= found["start"] <= found["end"] <= len(code)
    for item in found["items"]:
        assert isinstance(item["text"], str) and isinstance(item["kind"], str)
        assert item["detail"] is None or isinstance(item["detail"], str)
    return [item["text"] for item in found["items"]]


def kinds(code, namespace=None):
    found = complete(code, len(code), namespace or {})
    return {item["text"]: (item["kind"], item["detail"]) for item in found["items"]}


def test_names():
    assert texts("pri")[0] == "print"
    assert texts("x = whi") == ["while"]
    assert texts("mat") == ["match"]
    assert texts("variable", {"variable_one": 1, "variable_two": 2}) == ["variable_one", "variable_two"]
    assert texts("_mor", {"_morelia_x": 1}) == ["_morelia_x"]
    assert "_private" not in texts("", {"_private": 1})
    assert texts("") == []
    assert texts("val", {"value": 1, "VALID": 2})[:2] == ["value", "VALID"]


def test_place():
    found = complete("xé = prin + 1", 9, {})
    assert (found["start"], found["end"]) == (5, 9)


def test_kinds():
    def function(a, b=1): pass

    found = kinds("thing_", {"thing_f": function, "thing_c": int, "thing_i": 3, "thing_m": os})
    assert found["thing_f"] == ("function", "(a, b=1)")
    assert found["thing_c"][0] == "class"
    assert found["thing_i"] == ("instance", "int")
    assert found["thing_m"] == ("module", None)


def test_names_in_the_cell():
    assert "counter" in texts("def f(counter):\n    total = 0\n    cou|")
    assert texts("def fo") == [] and texts("class Fo") == [] and texts("import os as o") == []


def test_attributes():
    assert "upper" in texts("'abc'.up") and "upper" in texts("name.up", {"name": "x"})
    assert "append" in texts("[1, 2].app") and "items" in texts("{'a': 1}.it") and "add" in texts("{1, 2}.ad")
    assert "path" in texts("os.pa", {"os": os}) and "join" in texts("os.path.jo", {"os": os})
    assert texts("nothing.x") == [] and texts("1.re") == []
    assert "real" in texts("x.y.re", {"x": type("X", (), {"y": 2})})
    assert texts("f(x).re", {"x": 1, "f": lambda x: x}) == []
    assert not [t for t in texts("x.", {"x": 1}) if t.startswith("_")]
    assert "__class__" in texts("x.__cl", {"x": 1})
    assert "real" in texts("(x).re", {"x": 1})
    assert "real" in texts("f'{x.re", {"x": 1})
    assert "real" in texts("print(a, [x.re", {"x": 1})


def test_subscripts_and_calls():
    data = {"a": [1, "x"], 3: {"b": "y"}}
    assert "upper" in texts("d['a'][1].up", {"d": data})
    assert "upper" in texts("d[3]['b'].up", {"d": data})
    assert texts("d['missing'].up", {"d": data}) == []

    class Thing:
        size = 1
        def method(self): pass
        def make(self) -> "str": pass

    def build() -> Thing: pass

    assert "method" in texts("Thing().me", {"Thing": Thing})
    assert "method" in texts("build().me", {"build": build})


def test_nothing_is_run():
    ran = []

    class Trap:
        @property
        def value(self): ran.append("property")
        def __getattr__(self, name): ran.append("getattr")
        def __getitem__(self, key): ran.append("getitem")
        def __call__(self): ran.append("call")
        def __len__(self): ran.append("len")

    class Hidden(dict):
        def __getitem__(self, key): ran.append("getitem")
        def keys(self): ran.append("keys")

    names = {"t": Trap(), "h": Hidden(a=1)}
    for code in ("t.", "t.val", "t.value.", "t.other.", "t[0].", "t().", "t(", "h['a'].", "h['", "t", "f(t.value"):
        texts(code, names)
        assert ran == [], (code, ran)


def test_own_getitem_is_not_guessed():
    class Own(dict):
        def __getitem__(self, key): return "x"

    assert texts("own['a'].bit_le", {"own": Own(a=1)}) == []


def test_javascript_objects_are_read():
    class JsProxy:
        def __getattr__(self, name):
            if name == "body":
                return JsProxy()
            raise AttributeError(name)

        def __dir__(self):
            return ["body", "querySelector", "title"]

    document = JsProxy()
    assert texts("document.que", {"document": document}) == ["querySelector"]
    assert texts("document.body.ti", {"document": document}) == ["title"]
    assert texts("document.nothing.ti", {"document": document}) == []

    class JsModule(type(os)):
        def __getattr__(self, name):
            if name == "document":
                return document
            raise AttributeError(name)

        def __dir__(self):
            return ["document"]

    names = {"js": JsModule("js")}
    assert texts("js.doc", names) == ["document"] and texts("js.document.bo", names) == ["body"]


def test_dict_keys():
    data = {"alpha": 1, "al'pha": 2, 5: 3, "zeta": 4}
    assert texts("d['al", {"d": data}) == ["alpha'"]
    assert texts("d['al|']", {"d": data}) == ["alpha"]
    assert texts('d["al|"]', {"d": data}) == ["alpha", "al'pha"]
    assert texts("d[", {"d": data}) == ["'alpha'", '"al\'pha"', "5", "'zeta'"]
    assert texts("x['d']['k", {"x": {"d": {"key": 1}}}) == ["key'"]
    found = complete("d['al", 5, {"d": data})
    assert (found["start"], found["end"]) == (3, 5)


def test_imports():
    assert "json" in texts("import js") and "json" in texts("import os, js")
    assert "path" in texts("import os.pa") and texts("import os.path as p") == []
    assert "json" in texts("from js") and texts("from json ") == ["import"]
    assert "dumps" in texts("from json import du") and "loads" in texts("from json import dumps, lo")
    assert "loads" in texts("from json import (dumps,\n    lo")
    assert "decoder" in texts("from json import dec") and "decoder" in texts("import json.dec")
    assert texts("from no_such_module_here import x") == []
    assert "json" in texts("x = 1; import js")


def test_keyword_arguments():
    def function(first, second, *, third=None): pass

    class Thing:
        def __init__(self, width, height): pass
        def method(self, option): pass

    names = {"function": function, "Thing": Thing, "thing": Thing(1, 2)}
    assert texts("function(", names)[:3] == ["first=", "second=", "third="]
    assert texts("function(1, th", names)[0] == "third="
    assert "first=" not in texts("function(first=1, ", names)
    assert texts("Thing(", names)[:2] == ["width=", "height="]
    assert texts("thing.method(op", names)[0] == "option="
    assert texts("function(th|=1)", names)[0] == "third"
    assert texts("sorted([], ke")[0] == "key="
    assert "first=" not in texts("function([f", names)


def test_paths():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "sub"))
        for name in ("some.txt", ".hidden"):
            with open(os.path.join(folder, name), "w"):
                pass
        code = f"x = '{folder}/s"
        assert texts(code) == ["sub/", "some.txt"]
        found = complete(code, len(code), {})
        assert found["start"] == len(code) - 1
        assert ".hidden" in texts(f"open('{folder}/.h")
        here = os.getcwd()
        os.chdir(folder)
        try:
            assert texts("open('so") == ["some.txt"] and texts("x = 'so") == []
        finally:
            os.chdir(here)
    assert texts("'https://so") == []


def test_strings_and_comments():
    assert texts("'pri") == [] and texts("# pri") == [] and texts("x = '''\npri") == []


def test_any_prefix_of_real_code():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "test_complete.py"), encoding="utf-8") as file:
        code = file.read()[:1500]
    for cursor in range(0, len(code), 7):
        texts(code, {"os": os}, cursor)
