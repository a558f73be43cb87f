"""An element's classes, styles and options as Python collections."""

from collections.abc import MutableMapping, MutableSet

__all__ = ["Classes", "Options", "Style"]


class Classes(MutableSet):
    """The CSS classes of an element: a set.

    >>> element.classes.add("active")
    >>> "active" in element.classes
    True
    """

    def __init__(self, element):
        self._list = element._dom_element.classList

    def __contains__(self, name):
        return self._list.contains(name)

    def __iter__(self):
        return iter(list(self._list))

    def __len__(self):
        return self._list.length

    def __repr__(self):
        return f"Classes({list(self)})"

    def __eq__(self, other):
        return set(self) == set(other)

    __hash__ = None

    @classmethod
    def _from_iterable(cls, names):
        return set(names)

    def add(self, *names):
        """Add classes; a name with spaces is several.

        >>> element.classes.add("big bold")
        """
        self._list.add(*(part for name in names for part in name.split()))

    def discard(self, *names):
        """Remove classes that may not be there.

        >>> element.classes.discard("hidden")
        """
        self._list.remove(*(part for name in names for part in name.split()))

    def remove(self, name):
        """Remove a class. Raises `KeyError` where it is not there."""
        if name not in self:
            raise KeyError(name)
        self.discard(name)

    def replace(self, old, new):
        """Put a class in the place of another one, if that is there."""
        self._list.replace(old, new)

    def toggle(self, *names):
        """Add the classes that are not there, and remove those that are.

        >>> element.classes.toggle("open")
        """
        for name in names:
            self._list.toggle(name)

    def append(self, name):
        """The older name of `add`."""
        self.add(name)

    def extend(self, names):
        """Add all these classes."""
        self.add(*names)


class Style(MutableMapping):
    """The styles of an element itself, by CSS names: a dict.

    >>> element.style["background-color"] = "red"
    >>> element.style.visible = False
    """

    def __init__(self, element):
        self._style = element._dom_element.style

    def __getitem__(self, name):
        value = self._style.getPropertyValue(name)
        if not value:
            raise KeyError(name)
        return value

    def __setitem__(self, name, value):
        text, _, priority = str(value).partition("!")
        self._style.setProperty(name, text.strip(), priority.strip())

    def __delitem__(self, name):
        if not self._style.removeProperty(name):
            raise KeyError(name)

    def __iter__(self):
        return iter([self._style.item(number) for number in range(self._style.length)])

    def __len__(self):
        return self._style.length

    def __repr__(self):
        return f"Style({dict(self)})"

    def set(self, **styles):
        """Set styles whose names are identifiers: `set(color="red")`."""
        self.update({name.replace("_", "-"): value for name, value in styles.items()})

    def remove(self, *names):
        """Remove styles that may not be there."""
        for name in names:
            self._style.removeProperty(name)

    @property
    def visible(self):
        """Whether the style shows the element: `display` is not "none"."""
        return self._style.getPropertyValue("display") != "none"

    @visible.setter
    def visible(self, value):
        if value:
            self._style.removeProperty("display")
        else:
            self._style.setProperty("display", "none")


class Options:
    """The options of a `select`, a `datalist` or an `optgroup`.

    >>> select.options.add(value="1", html="One", selected=True)
    >>> select.options.selected.value
    '1'
    """

    def __init__(self, element):
        self._element = element

    @property
    def options(self):
        """All options, as a list of elements."""
        return list(self._element.find("option"))

    @property
    def selected(self):
        """The option that is chosen, or None."""
        for option in self.options:
            if option._dom_element.selected:
                return option
        return None

    def add(self, value=None, html=None, text=None, before=None, **attributes):
        """Add an option. Gives its element.

        value, html, text
            `str`s: what a form sends, and what the person sees.
        before
            An option's element or index; by default the new one is the last.
        """
        from .tags import option

        if value is not None:
            attributes["value"] = value
        if html is not None:
            attributes["innerHTML"] = html
        elif text is not None:
            attributes["textContent"] = text
        made = option(**attributes)
        if isinstance(before, int):
            before = self.options[before]
        if before is None:
            self._element._dom_element.append(made._dom_element)
        else:
            before._dom_element.before(made._dom_element)
        return made

    def remove(self, index):
        """Remove the option of this index. Raises `IndexError`."""
        self.options[index]._dom_element.remove()

    def clear(self):
        """Remove all options."""
        for option in self.options:
            option._dom_element.remove()

    def __iter__(self):
        return iter(self.options)

    def __len__(self):
        return len(self.options)

    def __getitem__(self, index):
        return self.options[index]

    def __repr__(self):
        return f"Options({[option.value for option in self.options]})"
