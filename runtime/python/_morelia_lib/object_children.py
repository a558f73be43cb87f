"""What is inside a Python object: the rows that the tree shows below it.

Each row is ``Row``; what would run code is a row that is evaluated on demand.
"""

import keyword

from .object_previews import (
    MAX_STRING, class_name, instance_dict, is_a, module_of, mro, own_dict, own_dict_of, slots,
)

#: As many characters of a long string, and bytes of bytes, are one row.
PAGE = 2000
_LINE = 16
# Of functions and the like: what a person looks for, and what runs code (False).
_FUNCTION = ("__name__", "__module__", "__doc__", "__defaults__", "__kwdefaults__", "__code__", "__dict__")
_EXCEPTION = ("args", "__cause__", "__context__", "__traceback__")


class Row:
    """A child before it gets a handle.

    ``name`` is what stands before the colon, ``role`` how it is drawn (``key``,
    ``index``, ``attribute``, ``internal``, ``range``, ``text``), ``value`` the object;
    ``path`` a function from the parent's Python expression to the child's, or
    None. With ``compute`` there is no value yet: calling it gives one.
    """

    __slots__ = ("name", "role", "value", "path", "compute", "view")

    def __init__(self, name, role, value=None, path=None, compute=None, view=None):
        self.name = name
        self.role = role
        self.value = value
        self.path = path
        self.compute = compute
        self.view = view


class Later(Exception):
    """A value that will be there when it is asked for again."""


class Items:
    """The items of a collection: how many, and any part of them."""

    def __init__(self, size, part):
        self.size = size
        self.part = part


def item_path(key):
    """A function from ``x`` to ``x[key]``; None when the key cannot be written.

    >>> item_path("a")("Out[1]")
    "Out[1]['a']"
    """
    if type(key) in (str, int, float, bool, bytes, type(None)) and key == key:
        text = repr(key)
    elif type(key) is tuple and all(type(part) in (str, int, bool) for part in key):
        text = repr(key)
    else:
        return None
    return lambda parent: f"{parent}[{text}]" if len(text) < 200 else None


def attribute_path(name):
    """A function from ``x`` to ``x.name``.

    >>> attribute_path("a b")("x")
    "getattr(x, 'a b')"
    """
    if name.isidentifier() and not keyword.iskeyword(name):
        return lambda parent: f"{parent}.{name}"
    return lambda parent: f"getattr({parent}, {name!r})"


def items(value):
    """The :class:`Items` of a collection, None for what is none."""
    if is_a(value, dict):
        return Items(dict.__len__(value), lambda a, b: _dict_rows(value, a, b))
    for base in (list, tuple):
        if is_a(value, base):
            names = own_dict_of(type(value), "_fields") if base is tuple else None
            return Items(base.__len__(value), lambda a, b: _list_rows(value, base, names, a, b))
    for base in (set, frozenset):
        if is_a(value, base):
            return Items(base.__len__(value), lambda a, b: _plain_rows(base.__iter__(value), a, b))
    name = class_name(type(value))
    module = module_of(type(value))
    if type(value) is range or (name in ("deque", "array") and module in ("collections", "_collections", "array")):
        return Items(len(value), lambda a, b: _indexed_rows(value, a, b))
    if name in ("dict_keys", "dict_values", "dict_items"):
        return Items(len(value), lambda a, b: _plain_rows(iter(value), a, b))
    if name == "mappingproxy":
        return items(dict(value))
    if is_a(value, str):
        return Items(_pages(value), lambda a, b: _string_rows(value, a, b))
    if is_a(value, bytes) or is_a(value, bytearray):
        return Items(-(-len(value) // _LINE), lambda a, b: _byte_rows(value, a, b))
    return None


def _pages(text):
    return -(-str.__len__(text) // PAGE) if str.__len__(text) > MAX_STRING else 0


def _dict_rows(value, start, stop):
    from .object_previews import preview

    for index, (key, item) in enumerate(dict.items(value)):
        if index >= stop:
            return
        if index >= start:
            yield Row(preview(key, 1), "key", item, item_path(key))


def _list_rows(value, base, names, start, stop):
    for index in range(start, stop):
        item = base.__getitem__(value, index)
        if isinstance(names, tuple) and index < len(names) and isinstance(names[index], str):
            yield Row(names[index], "attribute", item, attribute_path(names[index]))
        else:
            yield Row(str(index), "index", item, item_path(index))


def _indexed_rows(value, start, stop):
    for index in range(start, stop):
        yield Row(str(index), "index", value[index], item_path(index))


def _plain_rows(iterator, start, stop):
    for index, item in enumerate(iterator):
        if index >= stop:
            return
        if index >= start:
            yield Row(str(index), "index", item)


def _string_rows(value, start, stop):
    for page in range(start, stop):
        begin = page * PAGE
        end = min(begin + PAGE, len(value))
        text = str.__getitem__(value, slice(begin, end))
        path = (lambda a, b: lambda parent: f"{parent}[{a}:{b}]")(begin, end)
        yield Row(f"{begin} … {end - 1}", "page", text, path, view="page")


def _byte_rows(value, start, stop):
    for line in range(start, stop):
        begin = line * _LINE
        part = bytes(value[begin:begin + _LINE])
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        path = (lambda a, b: lambda parent: f"{parent}[{a}:{b}]")(begin, begin + len(part))
        yield Row(f"{begin:04x}", "page", f"{part.hex(' '):<{_LINE * 3}} {shown}", path, view="page")


def attributes(value):
    """The rows of an object beside its items."""
    rows = _special(value)
    seen = {row.name for row in rows}
    found = {**slots(value), **({} if is_a(value, type) else instance_dict(value))}
    if is_a(value, type) or class_name(type(value)) == "module":
        found = instance_dict(value)
    for name in _ordered(found):
        if name not in seen:
            seen.add(name)
            rows.append(_attribute(value, name, found[name]))
    for name, compute in _computed(value):
        if name not in seen:
            seen.add(name)
            rows.append(Row(name, "attribute", path=attribute_path(name), compute=compute))
    if is_a(value, type):
        rows.append(Row("__bases__", "internal", type.__dict__["__bases__"].__get__(value), attribute_path("__bases__")))
    if type(value) not in (dict, list, tuple, set, frozenset, str, bytes, bytearray):
        rows.append(Row("__class__", "internal", type(value), lambda parent: f"type({parent})"))
    return rows


def _attribute(value, name, item):
    if is_a(value, type) and type(item) in (staticmethod, classmethod):
        item = item.__func__
    role = "internal" if name.startswith("__") else "attribute"
    return Row(name, role, item, attribute_path(name))


def _ordered(names):
    """As they were set; those with two underscores at the end."""
    names = [name for name in names if isinstance(name, str)]
    return [n for n in names if not n.startswith("__")] + [
        n for n in names if n.startswith("__") and n not in ("__builtins__", "__weakref__", "__dict__")
    ]


def _special(value):
    """What objects of built-in kinds keep outside their ``__dict__``."""
    kind = type(value)
    rows = []
    if class_name(kind) in ("function", "method") and module_of(kind) == "builtins":
        function = getattr(value, "__func__", value)
        if function is not value:
            rows.append(Row("__self__", "attribute", value.__self__, attribute_path("__self__")))
        for name in _FUNCTION:
            item = getattr(function, name, None)
            if item is not None and item != {}:
                rows.append(Row(name, "attribute", item, attribute_path(name)))
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            try:
                rows.append(Row(f"{name} (closure)", "internal", cell.cell_contents))
            except ValueError:
                rows.append(Row(f"{name} (closure)", "internal", None))
    elif is_a(value, BaseException):
        for name in _EXCEPTION:
            member = own_dict_of(BaseException, name)
            item = member.__get__(value, kind)
            if item is not None:
                rows.append(Row(name, "attribute", item, attribute_path(name)))
    return rows


def _computed(value):
    """Names of attributes that code computes, with a function that does it."""
    if is_a(value, type):
        return
    kind = type(value)
    # A proxy's class and a class's metaclass decide; nothing is asked of the value.
    for base in mro(kind):
        if base in (object, dict, list, tuple, set, frozenset, str, bytes, bytearray, BaseException):
            continue
        native = module_of(base) in ("builtins", "re", "_sre", "types")
        for name, member in own_dict(base).items():
            if name.startswith("__"):
                continue
            label = class_name(type(member))
            if label in ("property", "cached_property") or (label == "getset_descriptor" and native):
                yield name, (lambda name: lambda: getattr(value, name))(name)


def describe_size(value):
    """A remark on how large a collection is, or None.

    >>> describe_size([1, 2])
    'list · 2 items'
    """
    found = items(value)
    if found is None:
        return None
    if (is_a(value, str) or is_a(value, bytes) or is_a(value, bytearray)):
        return f"{class_name(type(value))} · {len(value):,} {'characters' if is_a(value, str) else 'bytes'}"
    return f"{class_name(type(value))} · {found.size:,} item{'' if found.size == 1 else 's'}"


__all__ = ["PAGE", "Items", "Later", "Row", "attribute_path", "attributes", "describe_size", "item_path", "items"]
