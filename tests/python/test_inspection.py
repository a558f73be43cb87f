"""Inspection of names and calls."""

from test_execute import check as execute, fresh
from _morelia_lib.inspection import inspect


def text(code, namespace=None, detail=0):
    cursor = code.index("|") if "|" in code else len(code)
    found = inspect(code.replace("|", ""), cursor, detail, namespace or {})
    assert found["found"] or found["text"] == ""
    return found["text"]


def function(a, b=1, *rest, key=None):
    """Does a thing.

        More of it.
    """


def test_functions():
    names = {"function": function}
    found = text("function", names)
    assert found.startswith("function(a, b=1, *rest, key=None)\n\nDoes a thing.\n\nMore of it.\n"), found
    assert text("fun|ction", names) == found and text("function(1, |", names) == found
    assert text("function(1, [2, |])", names) == found


def test_builtins():
    assert text("len(").startswith("len(obj, /)\n"), text("len(")
    assert text("print").startswith("print(")


def test_values():
    assert text("x", {"x": 3}).startswith("x: int = 3\n")
    assert text("x", {"x": [1, 2]}).startswith("x: list = <list of 2>")
    assert text("nothing") == "" and text("") == "" and text("# len") == ""

    class Loud:
        """Documented."""
        def __repr__(self): raise ValueError

    assert text("x", {"x": Loud()}) == "x: Loud = ...\n\nDocumented.\n"
    assert text("Loud", {"Loud": Loud}).startswith("class Loud")


def test_attributes():
    import os.path

    assert text("os.path.join", {"os": os}).startswith("os.path.join(")
    assert text("'x'.upper").startswith("'x'.upper")


def test_nothing_is_run():
    ran = []

    class Trap:
        def __getattr__(self, name): ran.append(name)
        def __call__(self, option): ran.append("call")
        def __repr__(self): ran.append("repr")
        @property
        def value(self): ran.append("value")

    names = {"trap": Trap()}
    assert text("trap(", names).startswith("trap(option)"), text("trap(", names)
    for code in ("trap", "trap.value", "trap.value.x", "trap()", "trap(trap.", "trap.missing"):
        for detail in (0, 1):
            text(code, names, detail)
    assert ran == [], ran


def test_source_of_cells():
    console = fresh()
    execute("def f(x):\n    'Doc.'\n    return x + 1", console)
    execute("class A:\n    def m(self):\n        return 2\n\nafter = 1", console)
    assert "return x + 1" in text("f", console.namespace, detail=1)
    assert "return x + 1" not in text("f", console.namespace)
    found = text("A", console.namespace, detail=1)
    assert "class A:\n    def m(self):\n        return 2" in found and "after" not in found, found
