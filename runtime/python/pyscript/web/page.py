"""The page itself."""

import js as _js

from .collection import ElementCollection
from .element import find_by_id, wrapped

__all__ = ["Page", "page"]


class Page:
    """The document that Python runs in.

    >>> page.title = "Hello"
    >>> page["an-id"], page.find(".a-class"), page.body
    """

    @property
    def html(self):
        """The `html` element."""
        return wrapped(_js.document.documentElement)

    @property
    def head(self):
        """The `head` element."""
        return wrapped(_js.document.head)

    @property
    def body(self):
        """The `body` element, or None while there is none."""
        return wrapped(_js.document.body)

    @property
    def title(self):
        """The title of the page."""
        return _js.document.title

    @title.setter
    def title(self, value):
        _js.document.title = value

    def append(self, *items):
        """Put items behind what is in the body, as `Element.append`."""
        self.body.append(*items)

    def find(self, selector):
        """The elements that a CSS selector matches: an `ElementCollection`."""
        return ElementCollection.wrap_dom_elements(_js.document.querySelectorAll(selector))

    def __getitem__(self, key):
        if not isinstance(key, str):
            raise TypeError(f"the key is the id of an element, not {type(key).__name__!r}")
        return find_by_id(_js.document, key)


#: The document that Python runs in.
page = Page()
