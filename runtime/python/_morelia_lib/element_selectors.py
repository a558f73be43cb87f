"""A selector for an element that goes on working when the page changes a little.

In this order: a test id, role and name, an id, a short path. Each is tried and
offered only when it finds exactly that element.
"""

import json
import re

import js
from pyodide.ffi import JsException

from . import nodes

_TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-cy", "data-qa", "data-pw")
# Names that programs make: long numbers, hashes, the counters of frameworks.
_GENERATED = re.compile(
    r"\d{4,}|[0-9a-f]{8,}|^:|^(ember|react|radix|mui|headlessui|ext-gen|yui|gwt|__)|[_-]\d+$|[A-Za-z]\d[A-Za-z0-9]*\d",
)
_HASHED = re.compile(r"^(css|sc|jsx|svelte|emotion)-|__[A-Za-z0-9_-]{5,}$|^_[a-z0-9]{5,}|^[a-z]{1,2}[A-Z0-9][A-Za-z0-9]{3,}$")
_TELLING = ("name", "type", "placeholder", "alt", "title", "aria-label", "for", "rel", "itemprop")
_MOST_LEVELS = 8


def expression(element):
    """Python that finds an element with the console's ``q``.

    >>> expression(js.document.documentElement)
    "q('html')"
    """
    return f"q({selector(element)!r})"


def selector(element):
    """A selector for `morelia.find` that finds this element first and only.

    Through shadow roots with ``>>>``. The short path is the last resort.
    """
    for found in (_by_test_id(element), _by_role(element), _by_id(element)):
        if found is not None:
            return found
    return _path(element)


def _everywhere(text):
    from morelia import find_all

    try:
        return find_all(text)
    except JsException:
        return []


def _is_unique(text, element):
    found = _everywhere(text)
    return len(found) == 1 and found[0] == element


def _attribute(element, name):
    value = js.Reflect.apply(js.Element.prototype.getAttribute, element, js.Array.of(name))
    return value if isinstance(value, str) else None


def _quoted(value):
    return json.dumps(value, ensure_ascii=False)


def _by_test_id(element):
    for name in _TEST_IDS:
        value = _attribute(element, name)
        if value:
            text = f"[{name}={_quoted(value)}]"
            if _is_unique(text, element):
                return text
    return None


def _by_role(element):
    from morelia.roles import accessible_name, role

    found = role(element)
    if not found:
        return None
    name = accessible_name(element)
    if not name or len(name) > 60:
        return None
    text = f"role={found}[name={_quoted(name)}]"
    return text if _is_unique(text, element) else None


def _by_id(element):
    value = _attribute(element, "id")
    if not value or _GENERATED.search(value):
        return None
    text = "#" + js.CSS.escape(value)
    return text if _is_unique(text, element) else None


def _path(element):
    """A path of CSS in the element's own tree; through shadow roots with ``>>>``."""
    root = js.Reflect.apply(js.Node.prototype.getRootNode, element, js.Array.new())
    own = _path_in(element, root)
    host = nodes.host_of(root) if nodes.kind(root) == 11 else None
    if host is None:
        return own
    return own if _is_unique(own, element) else f"{selector(host)} >>> {own}"


def _path_in(element, root):
    path, level = "", element
    for _ in range(_MOST_LEVELS):
        steps = list(_steps(level))
        for step in steps:
            text = f"{step} > {path}" if path else step
            if _matches_only(text, element, root):
                return text
        # The most telling step that leaves the fewest.
        step = min(steps, key=lambda it: (_count(f"{it} > {path}" if path else it, root), len(it)))
        path = f"{step} > {path}" if path else step
        level = nodes.read(level, "parentNode")
        if level is None or nodes.kind(level) != 1:
            break
        anchor = _anchor(level)
        if anchor and _matches_only(f"{anchor} {path}", element, root):
            return f"{anchor} {path}"
    return _places(element)


def _anchor(element):
    value = _attribute(element, "id")
    if value and not _GENERATED.search(value):
        return "#" + js.CSS.escape(value)
    for name in _TEST_IDS:
        value = _attribute(element, name)
        if value:
            return f"[{name}={_quoted(value)}]"
    return None


def _steps(element):
    """Ways to tell an element from its neighbours, the best first."""
    tag = js.CSS.escape(nodes.read(element, "localName"))
    anchor = _anchor(element)
    if anchor:
        yield anchor
    yield tag
    for name in (_attribute(element, "class") or "").split()[:6]:
        if not _HASHED.search(name) and not _GENERATED.search(name):
            yield f"{tag}.{js.CSS.escape(name)}"
    for name in _TELLING:
        value = _attribute(element, name)
        if value and len(value) <= 60:
            yield f"{tag}[{name}={_quoted(value)}]"
    yield f"{tag}:nth-of-type({_place(element)})"


def _place(element):
    tag, place = nodes.read(element, "localName"), 1
    before = element.previousElementSibling
    while nodes.is_node(before):
        place += nodes.read(before, "localName") == tag
        before = before.previousElementSibling
    return place


def _places(element):
    """The path by places alone; it finds the element in any case."""
    steps = []
    while element is not None and nodes.kind(element) == 1:
        tag = js.CSS.escape(nodes.read(element, "localName"))
        above = nodes.read(element, "parentNode")
        steps.append(tag if above is None or nodes.kind(above) == 9 else f"{tag}:nth-of-type({_place(element)})")
        element = above
    return " > ".join(reversed(steps))


def _count(text, root):
    try:
        return root.querySelectorAll(text).length
    except JsException:
        return 1 << 30


def _matches_only(text, element, root):
    """Whether `q` finds this element by it, and no other."""
    return _count(text, root) == 1 and root.querySelector(text) == element and (
        nodes.kind(root) == 11 or _is_unique(text, element))


__all__ = ["expression", "selector"]
