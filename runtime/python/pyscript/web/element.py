"""One element of the page."""

import js as _js

from ..events import Event as _Event
from ..events import when as _when
from ..ffi import is_none as _is_none
from .views import Classes, Style

__all__ = ["ContainerElement", "Element", "find_by_id", "unwrapped", "wrapped"]

_PROPERTIES = {"for": "htmlFor", "class": "className"}


def unwrapped(item):
    """The DOM's own element, or whatever else can be put into the page.

    >>> unwrapped(page.body) == document.body
    True
    """
    return getattr(item, "_dom_element", item)


def wrapped(dom_element):
    """An `Element` of a DOM element, or None for none."""
    return None if _is_none(dom_element) else Element.wrap_dom_element(dom_element)


def find_by_id(root, name):
    """The element of an id, with or without `#`, below a DOM node; or None."""
    name = name.removeprefix("#")
    return wrapped(root.querySelector("#" + _js.CSS.escape(name)) if name else None)


class Element:
    """An element of the page, new or found.

    dom_element
        A `JsProxy` of an element; without it a new one is made.
    classes
        A `str` or a list of `str`.
    style
        A dict of CSS properties.
    attributes
        Properties of the element; `on_click` and the like are listeners.

    Attributes are the element's own properties and methods; one that is a
    Python keyword has an underscore behind it (`for_`, `class_`).

    >>> link = web.a("Home", href="/", classes=["big"], style={"color": "red"})
    >>> link.href
    'https://example.org/'
    """

    #: Which class wraps elements of a tag.
    element_classes_by_tag_name = {}

    def __init__(self, dom_element=None, classes=None, style=None, **attributes):
        if dom_element is None:
            dom_element = _js.document.createElement(self.get_tag_name())
        self._dom_element = dom_element
        self._events = {}
        self.update(classes=classes, style=style, **attributes)

    @classmethod
    def get_tag_name(cls):
        """The tag of this class: its name without an underscore behind it.

        >>> web.input_.get_tag_name()
        'input'
        """
        return cls.__name__.rstrip("_")

    @classmethod
    def register_element_classes(cls, element_classes):
        """Let classes of your own wrap the elements of their tags."""
        for element_class in element_classes:
            cls.element_classes_by_tag_name[element_class.get_tag_name()] = element_class

    @classmethod
    def unregister_element_classes(cls, element_classes):
        """Undo `register_element_classes`."""
        for element_class in element_classes:
            cls.element_classes_by_tag_name.pop(element_class.get_tag_name(), None)

    @classmethod
    def wrap_dom_element(cls, dom_element):
        """An `Element`, of the class for its tag, that stands for a DOM element."""
        tag = str(dom_element.tagName).lower()
        element_class = cls.element_classes_by_tag_name.get(tag, Element)
        return element_class(dom_element=dom_element)

    def update(self, classes=None, style=None, **attributes):
        """Set several things at once, as the constructor does.

        >>> element.update(classes="done", style={"color": "gray"}, title="Done")
        """
        if classes:
            self.classes.add(*([classes] if isinstance(classes, str) else classes))
        if style:
            if not hasattr(style, "items"):
                raise TypeError(f"style must be a dict, not {type(style).__name__!r}")
            self.style.update(style)
        for name, value in attributes.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        if name.startswith("on_"):
            return self.get_event(name)
        if name.startswith("_") and name != "_":
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}", name=name, obj=self)
        return getattr(self._dom_element, _property(name))

    def __setattr__(self, name, value):
        if name.startswith("_"):
            super().__setattr__(name, value)
        elif name.startswith("on_"):
            self.get_event(name).add_listener(value)
        elif name == "classes":
            self.classes.clear()
            self.classes.add(*([value] if isinstance(value, str) else value))
        elif name == "style":
            self.style.clear()
            self.style.update(value)
        else:
            setattr(self._dom_element, _property(name), unwrapped(value))

    def get_event(self, name):
        """The `Event` that `on_click` and the like are. Raises `ValueError`.

        >>> button.get_event("on_click").add_listener(print)
        """
        if not name.startswith("on_"):
            raise ValueError(f"the name of an event begins with on_, unlike {name!r}")
        kind = name[3:]
        if kind not in self._events:
            if not hasattr(self._dom_element, "on" + kind):
                raise ValueError(f"a {self.get_tag_name()} element has no event {kind!r}")
            event = _Event()
            _when(kind, self, handler=event.trigger)
            self._events[kind] = event
        return self._events[kind]

    @property
    def classes(self):
        """The CSS classes: a set that changes the element."""
        return Classes(self)

    @property
    def style(self):
        """The styles of the element itself: a dict that changes it."""
        return Style(self)

    @property
    def parent(self):
        """The element that this one is in, or None."""
        return wrapped(self._dom_element.parentElement)

    @property
    def children(self):
        """The elements in this one, as an `ElementCollection`."""
        from .collection import ElementCollection

        return ElementCollection.wrap_dom_elements(self._dom_element.children)

    def find(self, selector):
        """The elements in this one that a CSS selector matches.

        Gives an `ElementCollection`; raises `JsException` (SyntaxError) for a
        selector that is none.
        """
        from .collection import ElementCollection

        return ElementCollection.wrap_dom_elements(self._dom_element.querySelectorAll(selector))

    def append(self, *items):
        """Put elements, collections, texts or lists of those behind the children."""
        for item in items:
            if isinstance(item, (str, int, float)):
                self._dom_element.append(str(item))
            elif hasattr(item, "_dom_element"):
                self._dom_element.append(item._dom_element)
            elif hasattr(item, "nodeType"):
                self._dom_element.append(item)
            else:
                try:
                    parts = list(item)
                except TypeError:
                    kind = type(item).__name__
                    raise TypeError(f"{kind!r} cannot be put into an element") from None
                self.append(*parts)

    def clone(self, clone_id=None):
        """A copy of the element and what is in it, without listeners.

        clone_id
            The id of the copy; by default it has none.
        """
        copy = self._dom_element.cloneNode(True)
        copy.id = clone_id or ""
        return wrapped(copy)

    def show_me(self):
        """Scroll the page so that the element is seen."""
        self._dom_element.scrollIntoView()

    def __getitem__(self, key):
        if isinstance(key, str):
            return find_by_id(self._dom_element, key)
        if isinstance(key, (int, slice)):
            return self.children[key]
        raise TypeError(f"the key is an id, an index or a slice, not {type(key).__name__!r}")

    def __eq__(self, other):
        return isinstance(other, Element) and self._dom_element == other._dom_element

    def __hash__(self):
        return hash(self._dom_element)

    def __dir__(self):
        return sorted({*super().__dir__(), *dir(self._dom_element)})

    def __repr__(self):
        name = self._dom_element.id
        return f"<{type(self).__name__}{f' #{name}' if name else ''}>"

    def _repr_html_(self):
        return self._dom_element.outerHTML


class ContainerElement(Element):
    """An element that others can be in; positional arguments are appended.

    children
        A list of what else is in it.

    >>> web.ul(web.li("one"), web.li("two"))
    <ul>
    """

    def __init__(self, *args, children=None, dom_element=None, style=None, classes=None, **attributes):
        super().__init__(dom_element=dom_element, style=style, classes=classes, **attributes)
        self.append(*args, *(children or ()))

    def __iter__(self):
        return iter(self.children)


def _property(name):
    """The DOM's name of a Python attribute."""
    plain = name[:-1] if name.endswith("_") else name
    return _PROPERTIES.get(plain, plain)
