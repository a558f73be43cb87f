"""Finding elements, wherever the page keeps them: also in shadow roots and frames.

>>> find("my-card button")
>>> find_all("input", frames=True)
"""

import _morelia
import js
from pyodide.ffi import JsException, JsProxy, jsnull

from . import roles

__all__ = ["documents", "find", "find_all", "shadow_root"]

# The elements of HTML that can have a shadow root, besides custom ones.
_HOSTS = frozenset(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split()
)


def shadow_root(element):
    """The shadow root of an element, or None.

    element
        A `JsProxy`.

    In the extension also closed ones are found; in a plain page open ones only.

    >>> shadow_root(js.document.querySelector("my-card")).querySelector("button")
    """
    if not isinstance(element, JsProxy):
        raise TypeError(f"shadow_root() needs an element, not {type(element).__name__!r}")
    root = _morelia.shadow_root(element)
    if root is None:
        root = getattr(element, "shadowRoot", None)
    return None if root is jsnull else root


def documents(root=None):
    """The documents that can be used from here: the page's, and those of its frames.

    root
        A document to begin with; by default the page's.

    Gives a list. Frames of other origins are not in it: browsers keep them apart.

    >>> [document.URL for document in documents()]
    ['https://example.org/', 'https://example.org/frame.html']
    """
    root = js.document if root is None else root
    found = [root]
    for frame in _in_trees("iframe, frame, object", root):
        inner = _document_of(frame)
        if inner is not None:
            found.extend(documents(inner))
    return found


def find(selector, root=None, *, frames=False):
    """The first element that a CSS selector matches, or None. As `find_all`.

    >>> find("#name").value = "Ada"
    """
    for element in _found(selector, root, frames):
        return element
    return None


def find_all(selector, root=None, *, frames=False):
    """The elements that a CSS selector matches, also in shadow roots.

    selector
        `str`. It is matched in each tree by itself; `>>>` goes from an element
        into its shadow root: `"my-card >>> button"`. `role=button[name="Buy"]`
        goes by the role and the name that assistive technology has.
    root
        Where to look: a document, an element or a shadow root.
    frames
        Whether to look in frames of the same origin as well.

    Gives a list: of the tree itself first, then of the shadow roots in it.
    Raises `JsException` (SyntaxError) for a selector that is none.

    >>> [field.name for field in find_all("input", frames=True)]
    ['user', 'password']
    """
    return list(_found(selector, root, frames))


def _found(selector, root, frames):
    root = js.document if root is None else root
    if not isinstance(selector, str):
        raise TypeError(f"a selector is a str, not {type(selector).__name__!r}")
    parts = [part.strip() for part in selector.split(">>>")]
    for start in documents(root) if frames else [root]:
        yield from _along(parts, start)


def _along(parts, root):
    first, *others = parts
    for element in _in_trees(first, root):
        if not others:
            yield element
        elif (inner := shadow_root(element)) is not None:
            yield from _along(others, inner)


def _in_trees(selector, root):
    """Matches in a tree, and then in the shadow roots of its elements."""
    if selector.startswith("role="):
        yield from roles.by_role(*roles.parse(selector), root)
    else:
        yield from root.querySelectorAll(selector)
    hosts = list(root.querySelectorAll("*"))
    if getattr(root, "nodeType", None) == 1:
        hosts.insert(0, root)
    for element in hosts:
        name = element.localName
        if ("-" in name or name in _HOSTS) and (inner := shadow_root(element)) is not None:
            yield from _in_trees(selector, inner)


def _document_of(frame):
    try:
        inner = getattr(frame, "contentDocument", None)
    except JsException:
        return None
    return None if inner is jsnull else inner
