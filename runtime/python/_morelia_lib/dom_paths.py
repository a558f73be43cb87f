"""Where a node is in its document, in numbers: for other worlds, which share no objects with us."""

from .resolve import is_js


def path_of(node):
    """The path of a DOM node, for ``actions.reveal``: a list of `int` and `str`.

    An `int` is an index into ``children``, beginning with those of the document;
    "shadow" goes into the element's shadow root, "frame" into its document. A node
    that is no element stands for the one around it.

    Raises TypeError for what is no DOM node, ValueError for one that is in no document.

    >>> path_of(3)
    Traceback (most recent call last):
      ...
    TypeError: inspect() needs a DOM node, not 'int'
    """
    kind = getattr(node, "nodeType", None) if is_js(node) else None
    if not isinstance(kind, int):
        raise TypeError(f"inspect() needs a DOM node, not {type(node).__name__!r}")
    if kind == 9:
        node = node.documentElement
    elif kind == 2:
        node = node.ownerElement
    path = []
    while True:
        if node.nodeType not in (1, 9, 11):
            node = node.parentNode
            continue
        if node.nodeType == 9:
            frame = _frame_of(node)
            if frame is None:
                return path[::-1]
            path.append("frame")
            node = frame
        elif node.nodeType == 11:
            host = getattr(node, "host", None)
            if not is_js(host):
                break
            path.append("shadow")
            node = host
        else:
            parent = node.parentNode
            if not is_js(parent) or not isinstance(getattr(parent, "nodeType", None), int):
                break
            path.append(_index(parent, node))
            node = parent
    raise ValueError("this node is in no document, so there is nothing to show")


def _index(parent, node):
    for at, child in enumerate(parent.children):
        if child == node:
            return at
    raise ValueError("this node is in no document, so there is nothing to show")


def _frame_of(document):
    """The element of the frame that shows a document, of the session's own frame None."""
    import js

    if document == js.document:
        return None
    view = getattr(document, "defaultView", None)
    frame = getattr(view, "frameElement", None) if is_js(view) else None
    if not is_js(frame):
        raise ValueError("this node is in no document, so there is nothing to show")
    return frame


__all__ = ["path_of"]
