"""Finds the object that an expression stands for, without running code.

Completion and inspection happen while a person types, so they must not have
effects: nothing is called, and properties and other getters written in Python
are not run. Of JavaScript objects the browser's own getters are asked, because
nearly everything in the DOM is one, and those that the page defines are not.
"""

import builtins
import sys

from .expressions import call_bracket, closing_bracket, primary_begin

_ModuleType = type(sys)
_STATIC_GETTERS = frozenset(
    ("getset_descriptor", "member_descriptor", "wrapper_descriptor",
     "method_descriptor", "classmethod_descriptor", "method-wrapper")
)
_METHODS = frozenset(("function", "builtin_function_or_method"))


class Found:
    """The outcome of a look-up.

    ``value`` is the object; with ``is_instance`` it is only known that the
    expression gives an instance of the class ``value``.

    >>> Found(3).value
    3
    """

    __slots__ = ("value", "is_instance")

    def __init__(self, value, is_instance=False):
        self.value = value
        self.is_instance = is_instance


def is_js(value):
    """Whether a value is a JavaScript object (or the ``js`` module).

    >>> is_js(1)
    False
    """
    for kind in type.__dict__["__mro__"].__get__(type(value)):
        if kind.__name__ == "JsProxy":
            return True
        if kind is _ModuleType:
            name = _ModuleType.__dict__["__dict__"].__get__(value).get("__name__")
            return isinstance(name, str) and name.partition(".")[0] == "js"
    return False


def static_attribute(value, name):
    """Gives ``(True, attribute)`` without running any getter, or ``(False, None)``.

    Where the attribute would be computed, the raw descriptor is given (a
    ``property`` object, say).

    >>> static_attribute("x", "upper")[0]
    True
    """
    kind = type(value)
    if is_js(value):
        try:
            return _quiet_js_attribute(value, name)
        except Exception:
            return False, None
    own = _own_dict(value)
    if isinstance(value, type):
        for base in type.__dict__["__mro__"].__get__(value):
            found = type.__dict__["__dict__"].__get__(base)
            if name in found:
                return True, _bound(found[name], value, value)
    elif own is not None and name in own:
        return True, own[name]
    for base in type.__dict__["__mro__"].__get__(kind):
        found = type.__dict__["__dict__"].__get__(base)
        if name in found:
            return True, _bound(found[name], value, kind)
    return False, None


def _quiet_js_attribute(value, name):
    try:
        from . import js_children
    except ImportError:
        # No browser: what is named so is somebody's stand-in.
        return True, getattr(value, name)
    return js_children.quiet_attribute(value, name)


def _own_dict(value):
    """The instance's dict, unless it is hidden behind a property."""
    if isinstance(value, type):
        return None
    try:
        own = object.__getattribute__(value, "__dict__")
    except Exception:
        return None
    return own if isinstance(own, dict) else None


def _bound(raw, value, kind):
    """What getting a class attribute gives, where that runs no Python code."""
    name = type(raw).__name__
    if name in ("staticmethod", "classmethod"):
        return raw.__func__
    if name in _STATIC_GETTERS or (name in _METHODS and value is not kind):
        try:
            return type(raw).__get__(raw, None if value is kind else value, kind)
        except Exception:
            return raw
    return raw


def look_up(name, namespace):
    """Gives the :class:`Found` for a plain name, or None.

    >>> look_up("len", {}).value is len
    True
    """
    if name in namespace:
        return Found(namespace[name])
    found = builtins.__dict__
    return Found(found[name]) if name in found else None


def attribute(found, name):
    """Gives the :class:`Found` for an attribute of another, or None."""
    if found.is_instance:
        for base in type.__dict__["__mro__"].__get__(found.value):
            own = type.__dict__["__dict__"].__get__(base)
            if name in own:
                raw = own[name]
                if type(raw).__name__ in ("staticmethod", "classmethod"):
                    raw = raw.__func__
                return _computed(raw) or Found(raw)
        return None
    there, value = static_attribute(found.value, name)
    if not there:
        return None
    return _computed(value) or Found(value)


def _computed(raw):
    """For a property: an instance of the class that its getter is said to give."""
    if not isinstance(raw, property):
        return None
    getter = raw.fget
    hint = getattr(getter, "__annotations__", {}).get("return")
    return Found(hint, is_instance=True) if isinstance(hint, type) else Found(raw)


def subscript(found, token):
    """Gives the :class:`Found` for ``x[literal]`` of a built-in container, or None."""
    if found.is_instance:
        return None
    key = _literal(token)
    if key is None:
        return None
    container = found.value
    for kind in (dict, list, tuple, str):
        if isinstance(container, kind):
            if type(container).__getitem__ is not kind.__getitem__:
                return None
            try:
                return Found(kind.__getitem__(container, key))
            except Exception:
                return None
    return None


def _literal(token):
    """The value of a string or integer token, or None."""
    if token.kind == "number":
        return int(token.text) if token.text.isdigit() else None
    if token.kind == "string":
        return string_value(token.text)
    return None


def string_value(text):
    """The value of a string literal without escapes, or None.

    >>> string_value("'ab'")
    'ab'
    """
    quote = text[-1:]
    if "\\" in text or text[:1] != quote or quote not in ("'", '"'):
        return None
    size = 3 if text.startswith(quote * 3) and len(text) >= 6 else 1
    return text[size:-size]


def resolve(tokens, namespace):
    """Gives what a list of tokens ends with stands for, and where it begins.

    Takes the longest primary at the end of ``tokens`` (names, attributes,
    literal subscripts, construction of a class) and returns ``(found, index)``;
    ``found`` is None when it cannot be told without running code.

    >>> from _morelia_lib.scan import scan
    >>> resolve(scan("x = d['a'].real").tokens, {"d": {"a": 2}})[0].value
    2
    """
    begin = primary_begin(tokens)
    return _evaluate(tokens[begin:], namespace), begin


def _evaluate(tokens, namespace):
    if not tokens:
        return None
    found, at = _atom(tokens, namespace)
    while found is not None and at < len(tokens):
        token = tokens[at]
        if token.text == "." and at + 1 < len(tokens) and tokens[at + 1].kind == "name":
            found = attribute(found, tokens[at + 1].text)
            at += 2
        elif token.text in ("[", "("):
            end = closing_bracket(tokens, at)
            if end is None:
                return None
            if token.text == "(":
                made = isinstance(found.value, type) and not found.is_instance
                found = Found(found.value, is_instance=True) if made else _returned(found)
            else:
                found = subscript(found, tokens[at + 1]) if end == at + 2 else None
            at = end + 1
        else:
            return None
    return found


def _atom(tokens, namespace):
    first = tokens[0]
    if first.kind == "name":
        return look_up(first.text, namespace), 1
    if first.kind == "string":
        prefix = first.text[:first.text.find(first.text[-1])].lower()
        return Found(bytes if "b" in prefix else str, is_instance=True), 1
    if first.kind == "number":
        value = first.text.lower()
        is_float = ("." in value or "e" in value) and not value.startswith("0x")
        return Found(float if is_float else int, is_instance=True), 1
    end = closing_bracket(tokens, 0)
    if end is None:
        return None, 1
    if first.text == "(":
        inner = tokens[1:end]
        begin = primary_begin(inner)
        return (_evaluate(inner, namespace) if begin == 0 else None), end + 1
    if first.text == "[":
        return Found(list, is_instance=True), end + 1
    inner_texts = [t.text for t in tokens[1:end]]
    kind = dict if not inner_texts or ":" in inner_texts else set
    return Found(kind, is_instance=True), end + 1


def _returned(found):
    """What calling a function gives, when a plain annotation says so."""
    if found.is_instance:
        return None
    function = found.value
    if type(function).__name__ == "method":
        function = function.__func__
    if type(function).__name__ != "function":
        return None
    try:
        hint = function.__annotations__.get("return")
    except Exception:
        return None
    return Found(hint, is_instance=True) if isinstance(hint, type) else None


def callee(scanned, namespace):
    """The :class:`Found` for the function whose call the position is in, or None.

    >>> from _morelia_lib.scan import scan
    >>> callee(scan("print(1, "), {}).value is print
    True
    """
    index = call_bracket(scanned)
    if index is None:
        return None
    return resolve(scanned.tokens[:index], namespace)[0]


__all__ = [
    "Found", "attribute", "callee", "is_js", "look_up",
    "resolve", "static_attribute", "string_value", "subscript",
]
