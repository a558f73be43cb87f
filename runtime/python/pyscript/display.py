"""Showing values, in the console or in the page.

>>> display("Hello", target="output")
"""

import base64 as _base64

import js as _js

from .ffi import is_none

__all__ = ["HTML", "display"]

# The first of these that a value has is shown in the page.
_PREFERRED = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain")


class HTML:
    """Text that is HTML, for `display`.

    >>> display(HTML("<b>bold</b>"), target="output")
    """

    def __init__(self, html):
        self._html = html

    def _repr_html_(self):
        return self._html


def display(*values, target=None, append=True):
    """Show values, as rich as they can be.

    values
        Anything. `_repr_html_` and the other methods that Jupyter knows are
        asked; a DOM element is put into the page itself.
    target
        `str`, the id of an element, with or without `#`; or a `JsProxy` or
        `pyscript.web.Element`. Without it the values go to the console.
    append
        Whether what the target holds stays.

    Raises `ValueError` where there is no such element, `TypeError` for a
    target that is no element.

    >>> display(1, [2], target="#output", append=False)
    """
    if target is None:
        from _morelia_lib import display as console

        console.display(*(_shown_in_console(value) for value in values))
        return
    element = _element(target)
    if not append:
        element.replaceChildren()
    for value in values:
        element.append(_node(value))


def _shown_in_console(value):
    return getattr(value, "_dom_element", value)


def _element(target):
    if isinstance(target, str):
        name = target.removeprefix("#")
        if not name.strip():
            raise ValueError("the target is empty: give the id of an element")
        element = _js.document.getElementById(name)
        if is_none(element):
            raise ValueError(f"there is no element with the id {name!r} to show values in")
        return element
    element = getattr(target, "_dom_element", target)
    if getattr(element, "nodeType", None) not in (1, 11):
        raise TypeError(f"the target must be the id of an element, not {type(target).__name__!r}")
    return element


def _node(value):
    """What stands for a value in the page: in a `div` of its own, as text or more."""
    from _morelia_lib import display as console

    value = getattr(value, "_dom_element", value)
    if not is_none(getattr(value, "nodeType", None)) and not isinstance(value, type):
        return value
    box = _js.document.createElement("div")
    if isinstance(value, str):
        box.textContent = value
        return box
    bundle = console.bundle(value)
    mime = next(mime for mime in _PREFERRED if mime in bundle)
    data = bundle[mime]
    if mime in ("text/html", "image/svg+xml"):
        box.append(_js.document.createRange().createContextualFragment(data))
    elif mime == "text/plain":
        box.textContent = data
    else:
        image = _js.document.createElement("img")
        # A data: address would be under the page's CSP, as this one is.
        image.src = f"data:{mime};base64,{_as_base64(data)}"
        box.append(image)
    return box


def _as_base64(data):
    return data if isinstance(data, str) else _base64.b64encode(data).decode("ascii")
