"""Short texts for JavaScript objects, made without running getters of the page's.

Only own data properties are read, and what the browser's own prototypes compute
(``Map.prototype.size``): a getter of the page's may do anything.
"""

import js
from pyodide.ffi import JsException, JsProxy, jsnull

from . import nodes

_MOST_ITEMS = 8
_FAR = 12
ABSENT = object()

# Classes with a length, whose items are properties with the names 0, 1, 2 …
_LISTS = (
    "NodeList", "HTMLCollection", "DOMTokenList", "NamedNodeMap", "FileList", "StyleSheetList",
    "CSSRuleList", "CSSStyleDeclaration", "DOMRectList",
)


def own(value, name):
    """A property's own value, without getters; ``ABSENT`` where there is none."""
    found = js.Reflect.getOwnPropertyDescriptor(value, name)
    if found is None or not js.Reflect.has(found, "value"):
        return ABSENT
    return js.Reflect.get(found, "value")


def prototype(value):
    """The prototype of an object, None at the chain's end."""
    found = js.Reflect.getPrototypeOf(value)
    return None if found is jsnull else found


def class_names(value):
    """The names of an object's class and its bases, the nearest first.

    >>> class_names(js.Map.new())
    ['Map', 'Object']
    """
    names, holder = [], prototype(value)
    for _ in range(_FAR):
        if holder is None:
            break
        maker = own(holder, "constructor")
        name = own(maker, "name") if isinstance(maker, JsProxy) else ABSENT
        if isinstance(name, str) and name:
            names.append(name)
        holder = prototype(holder)
    return names


def maker_name(value):
    """The name of the class whose prototype an object is.

    >>> maker_name(js.Map.prototype)
    'Map'
    """
    maker = own(value, "constructor")
    name = own(maker, "name") if isinstance(maker, JsProxy) else ABSENT
    return name if isinstance(name, str) and name else "Object"


def native(interface, name, value):
    """What a getter of the browser's own gives for an object; ``ABSENT`` where
    the object is of another kind."""
    try:
        return js.Reflect.get(getattr(js, interface).prototype, name, value)
    except (AttributeError, JsException):
        return ABSENT


def is_function(value):
    """Whether an object can be called."""
    return type(value).__name__ == "JsCallable"


def is_symbol(value):
    """Whether a proxy stands for a Symbol."""
    try:
        js.Reflect.getPrototypeOf(value)
    except JsException:
        return True
    return False


class Shape:
    """What an object is: ``name`` of its class, ``kind`` of list, ``size``."""

    __slots__ = ("name", "kind", "size")

    def __init__(self, name, kind, size=0):
        self.name = name
        self.kind = kind
        self.size = size


def shape(value):
    """The :class:`Shape` of an object that is no node and no function.

    >>> shape(js.Array.of(1, 2)).size
    2
    """
    names = class_names(value)
    name = names[0] if names else "Object"
    if js.Array.isArray(value):
        size = own(value, "length")
        return Shape(name, "array", size if isinstance(size, int) else 0)
    for kind in ("Map", "Set"):
        if kind in names:
            size = native(kind, "size", value)
            if size is not ABSENT:
                return Shape(name, kind.lower(), size)
    for kind in _LISTS:
        if kind in names:
            size = native(kind, "length", value)
            if size is not ABSENT:
                return Shape(name, "array", size)
    if "TypedArray" in names:
        typed = js.Reflect.getPrototypeOf(js.Int8Array.prototype)
        try:
            return Shape(name, "array", js.Reflect.get(typed, "length", value))
        except JsException:
            pass
    for kind in ("Date", "RegExp", "Promise", "Error"):
        if kind in names:
            return Shape(name, kind.lower())
    return Shape(name, "object")


def key_text(key):
    """The name of a property, as it is shown."""
    return key if isinstance(key, str) else js.String(key)


def entries(value, kind, start, stop):
    """Keys and values of a Map, or values of a Set, by their place."""
    maker = js.Map if kind == "map" else js.Set
    iterator = js.Reflect.apply(maker.prototype.entries, value, js.Array.new())
    take = js.Reflect.get(js.Reflect.getPrototypeOf(iterator), "next")
    for index in range(stop):
        step = js.Reflect.apply(take, iterator, js.Array.new())
        if js.Reflect.get(step, "done"):
            return
        if index >= start:
            pair = js.Reflect.get(step, "value")
            yield index, js.Reflect.get(pair, "0"), js.Reflect.get(pair, "1")


def preview(value, depth):
    """A text of one line for a JavaScript object.

    >>> preview(js.Array.of(1, 2), 1)
    'Array(2) [1, 2]'
    """
    if not isinstance(value, JsProxy):
        return "<module 'js'>"
    if nodes.is_node(value):
        return nodes.short(value)
    if is_function(value):
        return function_text(value)
    if is_symbol(value):
        return js.String(value)
    found = shape(value)
    if found.kind == "date":
        return f"Date {js.Date.prototype.toISOString.call(value)}"
    if found.kind == "regexp":
        return js.RegExp.prototype.toString.call(value)
    if found.kind == "error":
        message = own(value, "message")
        return f"{found.name}: {message}" if isinstance(message, str) else found.name
    if found.kind in ("array", "map", "set"):
        label = f"{found.name}({found.size})"
        return label if depth <= 0 or not found.size else f"{label} {_contents(value, found, depth)}"
    if depth <= 0 or found.kind != "object":
        return found.name if found.kind != "object" else f"{found.name} {{…}}"
    return f"{found.name} {_properties(value, depth)}"


def function_text(value):
    """``ƒ name()`` or ``class Name``."""
    name = own(value, "name")
    name = name if isinstance(name, str) else ""
    is_class = own(value, "prototype") is not ABSENT and not _writable(value, "prototype")
    return f"class {name}" if is_class else f"ƒ {name}()"


def _writable(value, name):
    found = js.Reflect.getOwnPropertyDescriptor(value, name)
    return bool(found is not None and js.Reflect.get(found, "writable"))


def _contents(value, found, depth):
    from .object_previews import _preview

    shown = min(found.size, _MOST_ITEMS)
    more = ", …" if found.size > shown else ""
    if found.kind == "array":
        items = [own(value, str(index)) for index in range(shown)]
        inner = ", ".join("…" if item is ABSENT else _preview(item, depth - 1) for item in items)
        return f"[{inner}{more}]"
    pairs = entries(value, found.kind, 0, shown)
    if found.kind == "map":
        inner = ", ".join(f"{_preview(k, 0)}: {_preview(v, depth - 1)}" for _, k, v in pairs)
    else:
        inner = ", ".join(_preview(k, depth - 1) for _, k, _ in pairs)
    return "{" + inner + more + "}"


def _properties(value, depth):
    from .object_previews import _preview

    keys = [key for key in js.Reflect.ownKeys(value) if isinstance(key, str)]
    parts = []
    for key in keys[:_MOST_ITEMS]:
        item = own(value, key)
        parts.append(f"{key}: {'(…)' if item is ABSENT else _preview(item, depth - 1)}")
    more = ", …" if len(keys) > _MOST_ITEMS else ""
    return "{" + ", ".join(parts) + more + "}"


__all__ = [
    "ABSENT", "class_names", "entries", "function_text", "is_function", "is_symbol", "key_text", "maker_name",
    "native", "own", "preview", "prototype", "shape",
]
