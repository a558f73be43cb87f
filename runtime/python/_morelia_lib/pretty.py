"""Long containers over several lines, the way that IPython shows results.

What fits into a line is one line. Otherwise each item has a line of its own, but
numbers fill their lines. Sets are sorted where they can be. A container shows
its first thousand items.
"""

WIDTH = 79
MAX_ITEMS = 1000
#: Items of all containers together.
MAX_ALL = 20_000
_ELLIPSIS = "..."
_NUMBERS = (int, float, complex, bool, type(None))


def pretty(value, width=WIDTH):
    """``repr`` of a value, over several lines when it is a long container.

    Raises what a ``repr`` inside of it raises.

    >>> print(pretty({"a": ["x" * 40, "y" * 40]}))
    {'a': ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
           'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy']}
    """
    if _shape(value) is None:
        return repr(value)
    return _Printer(width).text(value, 0)


def _shape(value):
    """``(open, items, close)`` of a container that is shown as Python shows it, else None.

    Items are ``(words before, value)``. A class with a ``repr`` of its own is
    left to it.
    """
    kind = type(value)
    shown = kind.__repr__
    if shown is list.__repr__:
        return "[", (("", item) for item in value), "]"
    if shown is tuple.__repr__:
        return "(", (("", item) for item in value), ",)" if len(value) == 1 else ")"
    if shown is dict.__repr__:
        return "{", _pairs(value), "}"
    if shown in (set.__repr__, frozenset.__repr__):
        if not value:
            return None
        if kind is set:
            return "{", (("", item) for item in _sorted(value)), "}"
        return f"{kind.__name__}({{", (("", item) for item in _sorted(value)), "})"
    return _library_shape(kind, value)


def _library_shape(kind, value):
    """The same for classes of the standard library, and dataclasses."""
    module = kind.__module__
    if module == "collections" and kind.__name__ in ("OrderedDict", "Counter"):
        items = value.most_common() if kind.__name__ == "Counter" else value.items()
        return f"{kind.__name__}({{", _pairs(dict(items)), "})"
    if module == "collections" and kind.__name__ == "defaultdict":
        return f"defaultdict({value.default_factory!r}, {{", _pairs(value), "})"
    if module == "collections" and kind.__name__ == "deque":
        end = "])" if value.maxlen is None else f"], maxlen={value.maxlen})"
        return "deque([", (("", item) for item in value), end
    if module == "types" and kind.__name__ == "SimpleNamespace":
        return "namespace(", ((f"{name}=", item) for name, item in vars(value).items()), ")"
    wrapped = getattr(kind.__repr__, "__wrapped__", None)
    if "__dataclass_fields__" in kind.__dict__ and "__create_fn__" in getattr(wrapped, "__qualname__", ""):
        fields = [field.name for field in kind.__dataclass_fields__.values() if field.repr]
        return f"{kind.__qualname__}(", ((f"{name}=", getattr(value, name)) for name in fields), ")"
    return None


def _pairs(mapping):
    return ((_Key(key), item) for key, item in mapping.items())


class _Key:
    """A dict's key, which is shown before its value."""

    def __init__(self, key):
        self.key = key


def _sorted(values):
    try:
        return sorted(values)
    except Exception:
        return list(values)


class _Printer:
    """One run: what it is in, and how much it may still show."""

    def __init__(self, width):
        self.width = width
        self.inside = set()
        self.left = MAX_ALL
        # repr() of what is no container; called once for each, however often it is laid out.
        self.known = {}

    def text(self, value, column):
        """The value, beginning at a column of its line."""
        shape = _shape(value)
        if shape is None or id(value) in self.inside:
            return self.leaf(value)
        begin, items, end = shape
        items = self.first(items)
        self.inside.add(id(value))
        try:
            flat = self.flat(begin, items, end, self.width - column)
            if flat is not None:
                return flat
            return self.broken(begin, items, end, column)
        finally:
            self.inside.discard(id(value))

    def first(self, items):
        """As many items as may be shown, with an ellipsis for the rest."""
        shown = []
        for item in items:
            if len(shown) >= MAX_ITEMS or self.left <= 0:
                shown.append((_ELLIPSIS, _Nothing))
                break
            self.left -= 1
            shown.append(item)
        return shown

    def leaf(self, value):
        if id(value) in self.inside:
            begin, _, end = _shape(value)
            return f"{begin}{_ELLIPSIS}{end}"
        key = id(value)
        if key not in self.known:
            # The value is kept, so that no other gets its id.
            self.known[key] = (value, repr(value))
        return self.known[key][1]

    def before(self, words):
        if isinstance(words, _Key):
            return f"{self.leaf(words.key)}: "
        return words

    def flat(self, begin, items, end, room):
        """The container in one line, or None when that is too long."""
        parts, room = [], room - len(begin) - len(end)
        for words, item in items:
            text = self.before(words)
            if item is not _Nothing:
                inner = self.flat_item(item, room - len(text))
                if inner is None:
                    return None
                text += inner
            room -= len(text) + (2 if parts else 0)
            if room < 0 or "\n" in text:
                return None
            parts.append(text)
        return begin + ", ".join(parts) + end

    def flat_item(self, item, room):
        if room < 0:
            return None
        shape = _shape(item)
        if shape is None or id(item) in self.inside:
            return self.leaf(item)
        begin, items, end = shape
        # More than can fit need not be looked at.
        few = []
        for one in items:
            few.append(one)
            if len(few) > room:
                return None
        self.inside.add(id(item))
        try:
            return self.flat(begin, few, end, room)
        finally:
            self.inside.discard(id(item))

    def broken(self, begin, items, end, column):
        column += len(begin)
        if all(type(item) in _NUMBERS or item is _Nothing for _, item in items) and all(
            words in ("", _ELLIPSIS) for words, _ in items
        ):
            return begin + self.filled(items, column) + end
        parts = []
        for words, item in items:
            text = self.before(words)
            if item is not _Nothing:
                text += self.text(item, column + len(text))
            parts.append(text)
        return begin + (",\n" + " " * column).join(parts) + end

    def filled(self, items, column):
        lines, line = [], ""
        for words, item in items:
            text = words if item is _Nothing else repr(item)
            if line and column + len(line) + len(text) + 3 > self.width:
                lines.append(line + ",")
                line = text
            else:
                line = f"{line}, {text}" if line else text
        return ("\n" + " " * column).join(lines + [line])


class _Nothing:
    """Stands for the value of an ellipsis."""


__all__ = ["MAX_ALL", "MAX_ITEMS", "WIDTH", "pretty"]
