"""Several elements of the page."""

from .element import wrapped

__all__ = ["ElementCollection"]


class ElementCollection:
    """Elements, in the order of the page: a sequence.

    elements
        A list of `Element`.

    >>> items = page.find("li")
    >>> items[0], items[1:], items["an-id"], len(items)
    >>> items.update_all(classes="seen")
    """

    def __init__(self, elements):
        self._elements = list(elements)

    @classmethod
    def wrap_dom_elements(cls, dom_elements):
        """A collection of DOM elements, such as `querySelectorAll` gives."""
        return cls([wrapped(dom_element) for dom_element in dom_elements])

    @property
    def elements(self):
        """The elements, as a list."""
        return list(self._elements)

    def find(self, selector):
        """The elements in these that a CSS selector matches, each once."""
        found = {}
        for element in self._elements:
            for inner in element.find(selector):
                found.setdefault(inner, None)
        return ElementCollection(found)

    def update_all(self, **attributes):
        """As `Element.update`, for each.

        >>> page.find("a").update_all(target="_blank")
        """
        for element in self._elements:
            element.update(**attributes)

    def __getitem__(self, key):
        if isinstance(key, int):
            return self._elements[key]
        if isinstance(key, slice):
            return ElementCollection(self._elements[key])
        if isinstance(key, str):
            return self._of_id(key.removeprefix("#"))
        raise TypeError(f"the key is an id, an index or a slice, not {type(key).__name__!r}")

    def _of_id(self, name):
        for element in self._elements:
            if element._dom_element.id == name:
                return element
            if (inner := element[name]) is not None:
                return inner
        return None

    def __iter__(self):
        return iter(list(self._elements))

    def __len__(self):
        return len(self._elements)

    def __bool__(self):
        return bool(self._elements)

    def __contains__(self, element):
        return element in self._elements

    def __eq__(self, other):
        if isinstance(other, ElementCollection):
            return self._elements == other._elements
        return NotImplemented

    __hash__ = None

    def __repr__(self):
        return f"<ElementCollection {self._elements}>"
