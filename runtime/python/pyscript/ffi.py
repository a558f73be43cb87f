"""Python and JavaScript objects meeting, with PyScript's names.

>>> to_js({"a": [1, 2]}).a.length
2
"""

import js as _js
from pyodide.ffi import create_proxy, jsnull as _jsnull
from pyodide.ffi import to_js as _to_js

__all__ = ["assign", "create_proxy", "direct", "gather", "is_none", "query", "to_js"]


def to_js(value, **options):
    """Copy Python collections to JavaScript ones; a dict becomes an object.

    value
        Anything.
    options
        Those of `pyodide.ffi.to_js`.

    >>> js.JSON.stringify(to_js({"a": 1}))
    '{"a":1}'
    """
    if options.get("dict_converter") is None:
        options["dict_converter"] = _js.Object.fromEntries
    return _to_js(value, **options)


def is_none(value):
    """Whether a value is `None` or JavaScript's `null`.

    >>> is_none(document.querySelector("no-such-element"))
    True
    """
    return value is None or value is _jsnull


def assign(target, *sources):
    """Set the properties of an object to those of dicts or other objects.

    target
        A `JsProxy`.
    sources
        Dicts, or `JsProxy` of objects; later ones win.

    Gives `target`.

    >>> js.JSON.stringify(assign(js.Object.new(), {"a": 1}, {"b": [2]}))
    '{"a":1,"b":[2]}'
    """
    return _js.Object.assign(target, *(to_js(source) for source in sources))


def direct(value):
    """The value itself; PyScript's workers mark with this what they do not copy.

    >>> direct(5)
    5
    """
    return value


def gather(target, *names):
    """Several properties of an object, as a list.

    target
        A `JsProxy`.
    names
        `str`s; dots reach into inner objects.

    >>> gather(js.document, "body.tagName", "nodeType")
    ['BODY', 9]
    """
    return [query(target, name) for name in names]


def query(target, name):
    """A property of an object, or of an object in it: `query(x, "a.b")`.

    target
        A `JsProxy`.
    name
        `str`, names with dots between them.

    Raises `AttributeError` where there is none.

    >>> query(js.document, "body.tagName")
    'BODY'
    """
    for part in name.split("."):
        target = getattr(target, part)
    return target
