"""The object tree: what a console shows of a value, one level at a time.

A value that has something inside is shown with a *handle*, a number; clients ask
for what is below it, for the value of a getter, and for the value as text or as
a variable. Handles are kept in two bounded tables, so that a session that runs
for days does not keep everything that it ever showed.
"""

import json
import time
from collections import OrderedDict

from . import object_children
from .object_children import Later, Row
from .object_previews import class_name, is_a, is_scalar, preview
from .resolve import is_js

MIME = "application/vnd.morelia.tree+json"
#: Results and displayed values, and objects below them, that are kept.
ROOTS, BELOW = 1000, 20_000
#: More items than this come as ranges.
CHUNK = 100
#: Copied texts are at most this long.
MAX_COPY = 4_000_000
_SHORT_ROOT = 300


class Entry:
    """What a handle stands for."""

    __slots__ = ("value", "path", "view", "compute", "root")

    def __init__(self, value, path, view=None, compute=None, root=False):
        self.value = value
        self.path = path
        self.view = view
        self.compute = compute
        self.root = root


class Handles:
    """Numbers for objects; those that were not used for long are dropped.

    >>> handles = Handles()
    >>> handles.get(handles.add(Entry([1], None))).value
    [1]
    """

    def __init__(self):
        self._roots = OrderedDict()
        self._below = OrderedDict()
        self._newest = 0

    def add(self, entry):
        """Keeps an entry; gives its number."""
        if not self._newest:
            # By the clock: a handle of another session must not fit this one's table.
            self._newest = int(time.time() * 1000) << 10
        self._newest += 1
        table, most = (self._roots, ROOTS) if entry.root else (self._below, BELOW)
        table[self._newest] = entry
        while len(table) > most:
            table.popitem(last=False)
        return self._newest

    def get(self, number):
        """The entry of a number. Raises `Gone`."""
        for table in (self._below, self._roots):
            entry = table.get(number)
            if entry is not None:
                table.move_to_end(number)
                return entry
        raise Gone("This value is no longer kept: run the code that gave it again.")

    def release(self, numbers):
        """Drops what is below results. Results stay: another panel may show them."""
        for number in numbers:
            self._below.pop(number, None)

    def forget(self):
        """Drops everything, as ``%reset`` does."""
        self._roots.clear()
        self._below.clear()

    def __len__(self):
        return len(self._roots) + len(self._below)


class Gone(Exception):
    """A handle that is not kept."""


handles = Handles()


def add_tree(bundle, value, path=None):
    """Adds the tree's representation to a MIME bundle, where it has one.

    ``path`` is a Python expression for the value. Never raises.

    >>> sorted(add_tree({"text/plain": "[1]"}, [1]))
    ['application/vnd.morelia.tree+json', 'text/plain']
    """
    try:
        if not _has_tree(value):
            return bundle
        entry = Entry(value, path, root=True)
        shown = _described(Row(None, "root", value), entry)
        if shown["markup"] is None and not is_js(value):
            shown["preview"] = _root_preview(bundle.get("text/plain", ""), value)
        bundle[MIME] = json.dumps(shown)
    except KeyboardInterrupt:
        raise
    except BaseException:
        # A value that resists being looked at is shown as text.
        bundle.pop(MIME, None)
    return bundle


def _has_tree(value):
    if class_name(type(value)) in ("JsProxy", "JsCallable") and is_js(value):
        from .js_previews import is_symbol

        return not is_symbol(value)
    return not is_scalar(value)


def _root_preview(text, value):
    """The value's own ``repr``, cut; the beginning of one with several lines."""
    line, _, more = text.partition("\n")
    if len(line) > _SHORT_ROOT:
        return line[:_SHORT_ROOT] + "…"
    return f"{line} …" if more else line


def answer_tree(console, request):
    """Answers the operation ``tree``; ``ask`` tells what about."""
    try:
        return _ANSWERS[request["ask"]](console, request)
    except (Gone, KeyError) as error:
        return {"op": "failed", "message": str(error) if isinstance(error, Gone) else f"unknown: {error}"}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return {"op": "failed", "message": f"{type(error).__name__}: {_words(error)}"}


def _words(error):
    try:
        return str(error)
    except BaseException:
        return "(no message can be had)"


def _expand(console, request):
    entry = handles.get(request["id"])
    children = [_child(row, entry) for row in _rows(entry)]
    return {"answer": "children", "children": children}


def _evaluate(console, request):
    entry = handles.get(request["id"])
    try:
        entry.value = entry.compute() if entry.compute else entry.value
    except Later:
        return {"answer": "later"}
    entry.compute = None
    row = Row(request.get("name"), "attribute", entry.value)
    return {"answer": "value", "node": _described(row, entry, request["id"])}


def _release(console, request):
    handles.release(request["ids"])
    return {"answer": "done"}


def _text(console, request):
    """The whole value, for the clipboard."""
    entry = handles.get(request["id"])
    value = entry.value
    if is_a(value, str):
        text = str.__str__(value)
    elif is_js(value) and _is_node(value):
        from . import nodes

        text = nodes.outline(value)
    else:
        from .display import text_of

        text = text_of(value)
    return {"answer": "text", "text": text[:MAX_COPY]}


def _store(console, request):
    value = handles.get(request["id"]).value
    number = 1
    while f"temp{number}" in console.namespace:
        number += 1
    console.namespace[f"temp{number}"] = value
    return {"answer": "text", "text": f"temp{number}"}


_ANSWERS = {
    "expand": _expand, "evaluate": _evaluate, "release": _release, "text": _text, "store": _store,
}


def _is_node(value):
    from . import nodes

    return nodes.is_node(value)


def _rows(entry):
    """The rows below an entry."""
    value, view = entry.value, entry.view
    if isinstance(view, tuple) and view[0] == "range":
        return _part(value, view[1], view[2])
    if is_js(value):
        return _js_rows(value, view, entry.root)
    items = object_children.items(value)
    rows = [] if items is None else list(_part(value, 0, items.size))
    return rows + object_children.attributes(value)


def _js_rows(value, view, is_root):
    from . import js_children, nodes

    if nodes.is_node(value) and view != "properties" and not _is_prototype(view):
        found = [Row(None, "markup", child, path) for path, child in nodes.children(value)]
        if len(found) > CHUNK * 5:
            found = found[:CHUNK * 5] + [Row(f"{len(found) - CHUNK * 5} more nodes", "range", value, view="properties")]
        if is_root:
            found.append(Row("properties", "internal", value, lambda parent: parent, view="properties"))
        return found
    receiver = view[1] if _is_prototype(view) else None
    items = None if _is_prototype(view) else js_children.items(value)
    rows = [] if items is None else list(_part(value, 0, items.size))
    return rows + list(js_children.rows(value, receiver))


def _is_prototype(view):
    return isinstance(view, tuple) and view[0] == "prototype"


def _part(value, start, stop):
    """Items of a collection: themselves when they are few, or else as ranges."""
    if is_js(value):
        from . import js_children

        items = js_children.items(value)
    else:
        items = object_children.items(value)
    if items is None:
        return
    stop = min(stop, items.size)
    if stop - start <= CHUNK:
        yield from items.part(start, stop)
        return
    step = CHUNK
    while (stop - start) > step * CHUNK:
        step *= CHUNK
    for begin in range(start, stop, step):
        end = min(begin + step, stop)
        yield Row(f"[{begin} … {end - 1}]", "range", value, lambda parent: parent, view=("range", begin, end))


def _child(row, parent):
    path = row.path(parent.path) if row.path is not None and parent.path is not None else None
    entry = Entry(row.value, path, row.view, row.compute)
    return _described(row, entry)


def _described(row, entry, number=None):
    """The fields of the protocol's ``TreeNode``."""
    value = entry.value
    node = {
        "id": handles.add(entry) if number is None else number, "name": row.name, "role": row.role,
        "preview": "", "kind": "python", "expandable": False, "path": entry.path,
        "remark": None, "markup": None,
    }
    if entry.compute is not None:
        node.update(kind="getter", preview="(…)")
    elif row.view == "page":
        node.update(kind="page", preview=value)
    elif row.view == "write-only":
        node.update(kind="remark", preview="(can only be set)")
    elif row.role == "range" or row.view == "properties":
        node.update(kind="range", expandable=True)
    else:
        _describe_value(node, row, entry)
    return node


def _describe_value(node, row, entry):
    value = entry.value
    if is_js(value):
        _describe_js(node, row, value)
        return
    node["preview"] = preview(value)
    node["kind"] = "string" if is_a(value, str) else "python"
    if is_a(value, str) or is_a(value, bytes) or is_a(value, bytearray):
        node["expandable"] = len(value) > object_children.MAX_STRING
        node["remark"] = object_children.describe_size(value) if node["expandable"] else None
    else:
        node["expandable"] = not is_scalar(value) or type(value) is range
        node["remark"] = object_children.describe_size(value)


def _describe_js(node, row, value):
    from . import js_children, js_previews, nodes

    node["kind"] = "js"
    try:
        if row.role != "internal" and nodes.is_node(value):
            node.update(kind="node", markup=nodes.markup(value), preview=nodes.opening(value))
            node["expandable"] = row.role == "root" or nodes.is_expandable(node["markup"])
            return
        # Of a prototype the name says all; its getters would be a long row.
        is_prototype = row.name == "[[Prototype]]"
        node["preview"] = js_previews.maker_name(value) if is_prototype else preview(value)
        node["expandable"] = not isinstance(value, js_children.JsProxy) or not js_previews.is_symbol(value)
        if node["expandable"]:
            node["remark"] = js_children.size_text(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        node.update(kind="remark", preview=f"(looking at it raised {type(error).__name__})", expandable=False)


__all__ = ["MIME", "Handles", "add_tree", "answer_tree", "handles"]
