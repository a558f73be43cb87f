"""Signature help while a call is typed."""

import js

from _morelia_lib.signature_help import parameter_spans, signature


def function(first, second=(1, ","), /, *rest, key=None, **others):
    """Does a thing.

        More of it.
    """


class Loud:
    """A class."""

    def __init__(self, volume, *, pitch=1):
        raise AssertionError("called")

    def __repr__(self):
        raise AssertionError("shown")


NAMES = {"function": function, "Loud": Loud, "js": js}


def check(code, expected):
    """``expected`` is the parameter that is being typed, None for none."""
    cursor = code.index("|") if "|" in code else len(code)
    found = signature(code.replace("|", ""), cursor, NAMES)
    assert found["found"], code
    active = found["active"]
    written = None if active is None else found["label"][slice(*found["parameters"][active])]
    assert written == expected, (code, found)


def nothing(code):
    assert not signature(code, len(code), NAMES)["found"], code


def test_positions():
    check("function(", "first")
    check("function(1, ", "second=...")
    check("function(1, [2, 3], ", "*rest")
    check("function(1, 2, 3, 4, ", "*rest")
    check("function(1, (2", "second=...")
    check("function(1|, 2)", "first")
    check("function('(,', ", "second=...")


def test_keywords():
    check("function(1, key=", "key=None")
    check("function(1, key=[1, ", "key=None")
    check("function(1, other=2", "**others")
    check("Loud(pitch=", "pitch=1")


def test_classes_and_builtins():
    check("Loud(", "volume")
    check("Loud(1, ", None)
    check("len(", "obj")
    check("'a'.join(", "iterable")


def test_documentation():
    found = signature("function(", 9, NAMES)
    assert found["documentation"] == "Does a thing."
    assert found["label"] == "function(first, second=..., /, *rest, key=None, **others)", found


def test_nothing_is_told():
    for code in ("", "function", "(1, ", "unknown(", "function() ", "# function(", "def function(",
                 "[1, ", "function(unknown(1, ", "function()(", "js("):
        nothing(code)


def test_javascript():
    NAMES["own"] = js.Function.new("left", "right", "return 1")
    check("own(", "left")
    check("own(1, ", "right")
    check("js.document.createElement(", "argument1")
    check("js.document.createElement('a', ", "…")
    check("js.URL.new(", "argument1")
    nothing("js.document.title(")


def test_spans_in_odd_signatures():
    assert parameter_spans("f()", 1) == []
    assert parameter_spans("f(a='),', b={1: (2,)})", 1) == [(2, 8), (10, 21)]
    assert parameter_spans("f(a", 1) == []


def test_functions_of_the_browser():
    for name in ("querySelector", "getElementById", "addEventListener"):
        check(f"js.document.{name}(", "argument1")
