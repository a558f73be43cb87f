"""Nodes of a document as markup, and where they are.

Everything is read by the browser's own getters: a form has its fields as
properties, so ``form.childNodes`` may be an input element.
"""

import js
from _morelia_ffi import JsProxy
from pyodide.ffi import JsException, jsnull

#: Longer texts and attributes are cut.
MAX_TEXT = 200
_INLINE = 100
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ELEMENT, _TEXT, _CDATA, _INSTRUCTION, _COMMENT, _DOCUMENT, _DOCTYPE, _FRAGMENT = 1, 3, 4, 7, 8, 9, 10, 11
_INTERFACES = {
    "localName": "Element", "attributes": "Element", "data": "CharacterData", "host": "ShadowRoot",
    "contentDocument": "HTMLIFrameElement", "frameElement": "Window",
}


def read(node, name):
    """A property of a node, by the browser's own getter; None for null."""
    found = js.Reflect.get(getattr(js, _INTERFACES.get(name, "Node")).prototype, name, node)
    return None if found is jsnull else found


def is_node(value):
    """Whether a value is a node of a document.

    >>> is_node(js.document), is_node(5)
    (True, False)
    """
    if not isinstance(value, JsProxy):
        return False
    try:
        return isinstance(js.Reflect.get(js.Node.prototype, "nodeType", value), int)
    except (AttributeError, JsException):
        return False


def kind(node):
    """The ``nodeType`` of a node."""
    return read(node, "nodeType")


def is_element(value):
    """Whether a value is an element."""
    return is_node(value) and kind(value) == _ELEMENT


def attributes(element):
    """The attributes of an element: a list of pairs.

    >>> element = js.document.createElement("p")
    >>> element.id = "x"
    >>> attributes(element)
    [('id', 'x')]
    """
    found = read(element, "attributes")
    size = js.Reflect.get(js.NamedNodeMap.prototype, "length", found)
    pairs = []
    for index in range(min(size, 50)):
        attribute = js.Reflect.apply(js.NamedNodeMap.prototype.item, found, js.Array.of(index))
        pairs.append((attribute.name, _cut(attribute.value)))
    return pairs


def shadow_root(element):
    """The shadow root of an element, also a closed one; None where there is none."""
    from morelia import shadow_root

    return shadow_root(element)


def children(node):
    """The nodes below a node: pairs of a path function and a node.

    The shadow root comes first, then a frame's document or a template's content.
    """
    found = []
    if kind(node) == _ELEMENT:
        root = shadow_root(node)
        if root is not None:
            found.append((lambda parent: f"__import__('morelia').shadow_root({parent})", root))
        inner = inside(node)
        if inner is not None:
            name = "content" if read(node, "localName") == "template" else "contentDocument"
            found.append((lambda parent: f"{parent}.{name}", inner))
    nodes = read(node, "childNodes")
    for index in range(js.Reflect.get(js.NodeList.prototype, "length", nodes)):
        child = js.Reflect.get(nodes, str(index))
        if kind(child) == _TEXT and not read(child, "data").strip():
            continue
        found.append((lambda parent, i=index: f"{parent}.childNodes[{i}]", child))
    return found


def inside(element):
    """The document in a frame of the same origin, or the content of a template; or None."""
    name = read(element, "localName")
    try:
        if name == "iframe":
            return read(element, "contentDocument")
        if name == "template":
            return js.Reflect.get(js.HTMLTemplateElement.prototype, "content", element)
    except JsException:
        pass
    return None


def markup(node):
    """How a row shows a node: the fields of the protocol's ``Markup``."""
    what = kind(node)
    shown = {"form": "element", "tag": "", "attributes": [], "text": None}
    if what == _ELEMENT:
        shown["tag"] = read(node, "localName")
        shown["attributes"] = attributes(node)
        if shown["tag"] in _VOID:
            shown["form"] = "void"
        else:
            shown["text"] = _inline_text(node)
    elif what in (_TEXT, _CDATA):
        shown.update(form="text", text=_cut(read(node, "data").strip(), 1000))
    elif what == _COMMENT:
        shown.update(form="comment", text=_cut(read(node, "data")))
    elif what == _DOCUMENT:
        shown.update(form="document", text="#document")
    elif what == _DOCTYPE:
        shown.update(form="doctype", text=f"<!doctype {read(node, 'nodeName')}>")
    elif what == _FRAGMENT and host_of(node) is not None:
        mode = js.Reflect.get(js.ShadowRoot.prototype, "mode", node)
        shown.update(form="shadow", text=f"#shadow-root ({mode})")
    else:
        shown.update(form="document", text=f"#{read(node, 'nodeName').lstrip('#')}")
    return shown


def host_of(root):
    """The element that a shadow root belongs to, None for another fragment."""
    try:
        return read(root, "host")
    except (AttributeError, JsException):
        return None


def _inline_text(element):
    """The text of an element that has nothing else, when it is short. '' for an empty one."""
    if shadow_root(element) is not None or inside(element) is not None:
        return None
    nodes = read(element, "childNodes")
    size = js.Reflect.get(js.NodeList.prototype, "length", nodes)
    if size == 0:
        return ""
    only = js.Reflect.get(nodes, "0")
    if size > 1 or kind(only) != _TEXT:
        return None
    text = read(only, "data").strip()
    return text if len(text) <= _INLINE and "\n" not in text else None


def is_expandable(shown):
    """Whether there is something below a row, by its markup."""
    return shown["form"] in ("document", "shadow") or (shown["form"] == "element" and shown["text"] is None)


def short(node):
    """A node in a few letters: ``div#main.wide``.

    >>> short(js.document)
    '#document'
    """
    what = kind(node)
    if what != _ELEMENT:
        text = markup(node)["text"] or ""
        return repr(text) if what == _TEXT else f"<!--{text}-->" if what == _COMMENT else text
    found = dict(attributes(node))
    text = read(node, "localName")
    if found.get("id"):
        text += f"#{found['id']}"
    return text + "".join(f".{name}" for name in found.get("class", "").split()[:5])


def opening(node):
    """A node as text in a row that shows no markup: ``<div id="main">``."""
    if kind(node) != _ELEMENT:
        return short(node)
    shown = "".join(f' {name}="{value}"' for name, value in attributes(node))
    return f"<{read(node, 'localName')}{shown}>"


def outline(node):
    """The whole markup of a node, for copying."""
    if kind(node) == _ELEMENT:
        return js.Reflect.get(js.Element.prototype, "outerHTML", node)
    return short(node)


def path(node):
    """The way to a node from its session's document, None for one that is in no document.

    A list: a number is the place among ``childNodes``; ``"shadow"`` and
    ``"closed"`` go into a shadow root, ``"frame"`` into a frame's document.

    >>> path(js.document.documentElement)[-1] >= 0
    True
    """
    steps = []
    while True:
        above = read(node, "parentNode")
        if above is not None:
            steps.append(_place(above, node))
            node = above
        elif kind(node) == _FRAGMENT and (host := host_of(node)) is not None:
            mode = js.Reflect.get(js.ShadowRoot.prototype, "mode", node)
            steps.append("closed" if mode == "closed" else "shadow")
            node = host
        elif kind(node) == _DOCUMENT:
            if node == js.document:
                return steps[::-1]
            frame = _frame_of(node)
            if frame is None:
                return None
            steps.append("frame")
            node = frame
        else:
            return None


def _frame_of(document):
    try:
        window = getattr(document, "defaultView", None)
        frame = getattr(window, "frameElement", None)
    except JsException:
        return None
    return frame if is_node(frame) else None


def _place(parent, node):
    nodes = read(parent, "childNodes")
    return js.Reflect.apply(js.Array.prototype.indexOf, nodes, js.Array.of(node))


def follow(steps):
    """The node that :func:`path` describes, None when it is not there.

    >>> follow([]) == js.document
    True
    """
    node = js.document
    for step in steps:
        if step in ("shadow", "closed"):
            node = shadow_root(node)
        elif step == "frame":
            node = inside(node)
        elif isinstance(step, int):
            node = js.Reflect.get(read(node, "childNodes"), str(step))
        else:
            return None
        if node is None:
            return None
    return node


def _cut(text, most=MAX_TEXT):
    return text if len(text) <= most else text[:most] + "…"


__all__ = [
    "attributes", "children", "follow", "inside", "is_element", "is_expandable", "is_node", "kind",
    "markup", "opening", "outline", "path", "read", "shadow_root", "short",
]
