"""The elements that the developer tools have selected, and pictures of elements."""

from collections.abc import Sequence

from .element_tools import needed, tools


class Selected(Sequence):
    """The elements that were selected in the developer tools, the newest first.

    ``S[0]`` is what DevTools calls ``$0``; up to five are kept. The element
    picker selects, too.

    >>> S[0].textContent  # doctest: +SKIP
    'Add to cart'
    """

    def __len__(self):
        found = tools()
        return 0 if found is None else found.selectedCount()

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        size = len(self)
        place = index + size if index < 0 else index
        if not 0 <= place < size:
            raise IndexError(_why(size, index))
        return needed("S").selected(place)

    def __repr__(self):
        if not len(self):
            return f"S is empty: {_HOW}"
        from . import nodes

        return "[" + ", ".join(nodes.short(node) for node in self) + "]"


_HOW = "select an element in the developer tools (Elements or Inspector), or pick one with Ctrl+Shift+C"


def _why(size, index):
    if not size:
        return f"no element is selected: {_HOW}"
    return f"S[{index}] is not there: {size} element{'s were' if size > 1 else ' was'} selected so far"


class Picture(bytes):
    """A PNG: `bytes` that the console shows as an image.

    >>> Picture(b"...")._repr_png_()
    b'...'
    """

    def _repr_png_(self):
        return bytes(self)

    def __repr__(self):
        if self[:8] != b"\x89PNG\r\n\x1a\n" or len(self) < 24:
            return f"<Picture of {len(self):,} bytes>"
        width, height = (int.from_bytes(self[at:at + 4]) for at in (16, 20))
        return f"<Picture {width} × {height}, {len(self):,} bytes>"

    def save(self, path):
        """Write the PNG to a file.

        >>> screenshot().save("page.png")  # doctest: +SKIP
        """
        with open(path, "wb") as file:
            file.write(self)


def screenshot(element=None):
    """A picture of an element, or of what is in sight of the page.

    element
        A `JsProxy`, or a CSS selector. It is scrolled into sight. In Chromium
        what does not fit into the window is cut off.

    Gives a `Picture`: the bytes of a PNG. The tab has to be the one in front.
    Raises `LookupError` when the selector finds nothing, and `RuntimeError`
    when no picture can be taken.

    >>> screenshot("h1").save("title.png")  # doctest: +SKIP
    """
    import js
    from pyodide.ffi import JsException, jsnull, run_sync

    if isinstance(element, str):
        from morelia import find

        selector, element = element, find(element)
        if element is None:
            raise LookupError(f"no element matches {selector!r}")
    capture = needed("screenshot()").capture
    if element is not None:
        from . import nodes

        if not nodes.is_element(element):
            raise TypeError(f"screenshot() takes an element or a selector, not {type(element).__name__!r}")
    try:
        taken = run_sync(capture(jsnull if element is None else element))
    except JsException as error:
        raise RuntimeError(f"no picture could be taken: {error.message}") from None
    return Picture(js.Uint8Array.new(taken).to_bytes())


S = Selected()

__all__ = ["Picture", "S", "Selected", "screenshot"]
