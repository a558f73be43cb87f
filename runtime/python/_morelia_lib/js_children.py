"""What is inside a JavaScript object: the rows that the tree shows below it.

Getters are rows that are evaluated on demand; the prototype chain is the row
``[[Prototype]]``, whose getters are asked with the object itself.
"""

import keyword

import js
from pyodide.ffi import JsException, JsProxy

from . import nodes
from .js_previews import (
    ABSENT, entries, is_function, is_symbol, key_text, own, prototype, shape,
)
from .object_children import Items, Later, Row


def items(value):
    """The :class:`Items` of an array, a Map or a Set; None for other objects."""
    if not isinstance(value, JsProxy) or is_function(value) or nodes.is_node(value) or is_symbol(value):
        return None
    found = shape(value)
    if found.kind == "array":
        return Items(found.size, lambda a, b: _elements(value, a, b))
    if found.kind in ("map", "set"):
        return Items(found.size, lambda a, b: _entries(value, found.kind, a, b))
    return None


def size_text(value):
    """A remark on how large a collection is, or None."""
    found = items(value)
    return None if found is None else f"{found.size:,} item{'' if found.size == 1 else 's'}"


def _elements(value, start, stop):
    for index in range(start, stop):
        yield _property(value, value, str(index), "index", lambda parent, i=index: f"{parent}[{i}]")


def _entries(value, kind, start, stop):
    from .object_children import item_path
    from .object_previews import preview

    for index, key, item in entries(value, kind, start, stop):
        if kind == "map":
            yield Row(preview(key, 1), "key", item, item_path(key))
        else:
            yield Row(str(index), "index", key)


def rows(value, receiver=None):
    """The rows for an object's own properties and its prototype.

    ``receiver`` is the object that getters of a prototype are asked with.
    """
    if not isinstance(value, JsProxy):
        value = js.globalThis
    if is_symbol(value):
        return
    receiver = value if receiver is None else receiver
    at_items = items(value) is not None
    hidden = []
    for key in js.Reflect.ownKeys(value):
        if at_items and isinstance(key, str) and key.isdecimal():
            continue
        row = _property(value, receiver, key, "attribute", property_path(key))
        if row is None:
            continue
        if row.role == "internal":
            hidden.append(row)
        else:
            yield row
    yield from hidden
    if "promise" == (not is_function(value) and not nodes.is_node(value) and shape(value).kind):
        yield Row("[[PromiseState]]", "internal", compute=PromiseState(value))
    above = prototype(value)
    if above is not None:
        yield Row(
            "[[Prototype]]", "internal", above,
            lambda parent: f"__import__('js').Object.getPrototypeOf({parent})",
            view=("prototype", receiver),
        )


def property_path(key):
    """A function from ``x`` to the property ``x.key``, None where Python cannot write it."""
    if not isinstance(key, str):
        return None
    if keyword.iskeyword(key):
        return lambda parent: f"{parent}.{key}_"
    if key.isidentifier() and not key.startswith("__"):
        return lambda parent: f"{parent}.{key}"
    return lambda parent: f"__import__('js').Reflect.get({parent}, {key!r})"


def _property(holder, receiver, key, role, path):
    found = js.Reflect.getOwnPropertyDescriptor(holder, key)
    name = key_text(key)
    if found is None:
        return Row(name, role, None, path) if role == "index" else None
    if role != "index" and not js.Reflect.get(found, "enumerable"):
        role = "internal"
    if js.Reflect.has(found, "value"):
        return Row(name, role, js.Reflect.get(found, "value"), path)
    if js.Reflect.get(found, "get") is None:
        return Row(name, role, None, path, view="write-only")
    return Row(name, role, path=path, compute=lambda: js.Reflect.get(holder, key, receiver))


class PromiseState:
    """Finds out how a promise stands, which takes a turn of the event loop.

    Asking counts as handling a rejection, so it happens on demand only.
    """

    def __init__(self, promise):
        self._promise = promise
        self._found = None

    def __call__(self):
        if self._found is None:
            self._found = ("pending", ABSENT)
            then = js.Promise.prototype.then
            js.Reflect.apply(then, self._promise, js.Array.of(self._fulfilled, self._rejected))
            # The promise has these functions now: with it here, neither could ever be collected.
            self._promise = None
            raise Later
        state, value = self._found
        if value is ABSENT:
            return state
        return {state: value}

    def _fulfilled(self, value=None):
        self._found = ("fulfilled", value)

    def _rejected(self, reason=None):
        self._found = ("rejected", reason)


def is_native_getter(getter):
    """Whether a getter is the browser's own, and not written by the page.

    >>> found = js.Reflect.getOwnPropertyDescriptor(js.Map.prototype, "size")
    >>> is_native_getter(js.Reflect.get(found, "get"))
    True
    """
    try:
        text = js.Reflect.apply(js.Function.prototype.toString, getter, js.Array.new())
    except JsException:
        return False
    # Proxies and bound functions of the page's say "native code" too, without a name.
    words = text.split()
    if words[:1] != ["function"] or words[-4:] != ["{", "[native", "code]", "}"]:
        return False
    name = own(getter, "name")
    if not isinstance(name, str) or not name.startswith("get "):
        return False
    declared = text.partition("(")[0].removeprefix("function").strip()
    # Chromium writes "get title", Firefox "title".
    return declared in (name, name[4:])


def quiet_attribute(value, name):
    """``(True, value)`` of a property, found along the prototypes without
    running a getter of the page's; ``(False, None)`` otherwise.

    >>> quiet_attribute(js.document, "title")[0]
    True
    """
    if not isinstance(value, JsProxy) and value is not js:
        return True, getattr(value, name)
    target = js.globalThis if value is js else value
    bare = name[:-1] if name.endswith("_") and keyword.iskeyword(name[:-1]) else name
    holder = target
    for _ in range(100):
        found = js.Reflect.getOwnPropertyDescriptor(holder, bare)
        if found is not None:
            break
        holder = prototype(holder)
        if holder is None:
            return False, None
    else:
        return False, None
    if js.Reflect.has(found, "value"):
        return True, js.Reflect.get(found, "value")
    getter = js.Reflect.get(found, "get")
    if getter is None or not is_native_getter(getter):
        return False, None
    return True, js.Reflect.get(holder, bare, target)


__all__ = ["PromiseState", "is_native_getter", "items", "property_path", "quiet_attribute", "rows", "size_text"]
