"""XPath, also in shadow roots, which browsers' own XPath does not enter."""

import js
from pyodide.ffi import jsnull

from morelia import shadow_root

_ANY, _NUMBER, _STRING, _BOOLEAN, _SNAPSHOT = 0, 1, 2, 3, 7


def find(path, root=None):
    """The nodes that an XPath finds, as a list; or its number, text or bool.

    >>> find("//h1")  # doctest: +SKIP
    """
    if not isinstance(path, str):
        raise TypeError(f"an XPath is a str, not {type(path).__name__!r}")
    root = js.document if root is None else root
    document = root if root.nodeType == 9 else root.ownerDocument
    kind = _ANY
    if root.nodeType != 11:
        answer = document.evaluate(path, root, None, _ANY, None)
        kind = answer.resultType
    if kind == _NUMBER:
        number = answer.numberValue
        return int(number) if number == number and number not in (float("inf"), float("-inf")) \
            and number == int(number) else number
    if kind == _STRING:
        return answer.stringValue
    if kind == _BOOLEAN:
        return answer.booleanValue
    found = list(_snapshot(document, path, root)) if root.nodeType != 11 else []
    if path.startswith("//"):
        for inner in [root] if root.nodeType == 11 else _shadow_roots(root):
            found += _in_shadow(document, path, inner)
    return found


def _snapshot(document, path, node):
    answer = document.evaluate(path, node, None, _SNAPSHOT, None)
    for at in range(answer.snapshotLength):
        yield answer.snapshotItem(at)


def _in_shadow(document, path, root):
    """The nodes of one shadow root, and of those inside of it.

    A shadow root cannot be where an XPath begins, so its elements are.
    """
    rest = path[2:]
    for child in root.children:
        has_axis = "::" in rest.partition("[")[0].partition("/")[0] or rest.startswith((".", "@"))
        if not has_axis:
            yield from _snapshot(document, f"self::{rest}", child)
        yield from _snapshot(document, f".//{rest}", child)
    for inner in _shadow_roots(root):
        yield from _in_shadow(document, path, inner)


def _shadow_roots(root):
    """The shadow roots right below a tree."""
    hosts = list(root.querySelectorAll("*"))
    if root.nodeType == 1:
        hosts.insert(0, root)
    for element in hosts:
        inner = shadow_root(element)
        if inner is not None and inner is not jsnull:
            yield inner


__all__ = ["find"]
