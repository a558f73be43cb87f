"""Short texts for objects, made without running code of theirs.

A page's objects and a person's classes may have a ``__repr__`` that loops, asks
the network or changes something. So only values whose ``repr`` is Python's own
are asked for it; others are told by their structure, a few levels deep.
"""

from .resolve import is_js

#: Longer previews end in an ellipsis.
MAX_PREVIEW = 120
#: Longer strings are cut in previews, and paged in the tree.
MAX_STRING = 100
_MOST_ITEMS = 8
_DEPTH = 3

_SCALARS = (int, float, complex, str, bytes, bytearray, bool, type(None), type(...), type(NotImplemented))
# Classes of the standard library whose repr shows nothing of the person's, by module and name.
_LEAVES = frozenset((
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
    ("datetime", "timezone"), ("decimal", "Decimal"), ("_decimal", "Decimal"), ("_pydecimal", "Decimal"),
    ("_pydatetime", "date"), ("_pydatetime", "datetime"), ("_pydatetime", "time"),
    ("_pydatetime", "timedelta"), ("_pydatetime", "timezone"), ("_datetime", "datetime"),
    ("fractions", "Fraction"), ("uuid", "UUID"), ("zoneinfo", "ZoneInfo"), ("re", "Pattern"),
    ("_sre", "Pattern"), ("builtins", "range"), ("ipaddress", "IPv4Address"), ("ipaddress", "IPv6Address"),
    ("pathlib", "PurePath"), ("pathlib._local", "PurePath"), ("pyodide.ffi", "JsNull"), ("_morelia_ffi", "JsNull"),
))
_FUNCTIONS = frozenset((
    "function", "builtin_function_or_method", "method", "method_descriptor", "method-wrapper",
    "wrapper_descriptor", "classmethod_descriptor",
))


def is_scalar(value):
    """Whether a value has nothing to look into.

    >>> is_scalar(3), is_scalar([])
    (True, False)
    """
    return type(value) in _SCALARS or is_leaf(value)


def is_leaf(value):
    """Whether the ``repr`` of a value is the standard library's, and tells all."""
    kind = type(value)
    for base in mro(kind):
        own = own_dict(base)
        if "__repr__" in own:
            return (module_of(base), class_name(base)) in _LEAVES
    return False


def mro(kind):
    """The classes that a class inherits from, whatever its metaclass says."""
    return type.__dict__["__mro__"].__get__(kind)


def is_a(value, base):
    """``isinstance`` that does not ask the value for its ``__class__``."""
    return base in mro(type(value))


def module_of(kind):
    """The module of a class, whatever its metaclass says."""
    found = type.__getattribute__(kind, "__module__")
    return found if type(found) is str else "?"


def own_dict(kind):
    """What a class itself defines, whatever its metaclass says."""
    return type.__dict__["__dict__"].__get__(kind)


def class_name(kind):
    """The name of a class, whatever its metaclass says."""
    return type.__dict__["__name__"].__get__(kind)


def instance_dict(value):
    """The ``__dict__`` of an object, unless the class hides it."""
    if is_a(value, type):
        return own_dict(value)
    try:
        found = object.__getattribute__(value, "__dict__")
    except Exception:
        return {}
    return found if type(found) is dict else {}


def slots(value):
    """The filled slots of an object, as a dict."""
    found = {}
    for base in reversed(mro(type(value))):
        for name, member in own_dict(base).items():
            if type(member).__name__ == "member_descriptor" and not name.startswith("__"):
                try:
                    found[name] = type(member).__get__(member, value, base)
                except AttributeError:
                    continue
    return found


def preview(value, depth=_DEPTH):
    """A text of one line for any value; runs no code of the value's.

    >>> preview({"a": [1, 2]})
    "{'a': [1, 2]}"
    """
    try:
        text = _preview(value, depth)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = f"<{class_name(type(value))} object; looking at it raised {type(error).__name__}>"
    text = " ".join(text.split("\n"))
    return text if len(text) <= MAX_PREVIEW else text[:MAX_PREVIEW - 1] + "…"


def _preview(value, depth):
    kind = type(value)
    if kind in (str, bytes, bytearray):
        return short_string(value)
    if kind is int and value.bit_length() > 1000:
        return f"<int of {value.bit_length()} bits>"
    if kind in _SCALARS or is_leaf(value):
        return repr(value)
    if is_js(value):
        from . import js_previews

        return js_previews.preview(value, depth)
    if is_a(value, type):
        return f"<class {qualified(value)!r}>"
    name = class_name(kind)
    if name in _FUNCTIONS:
        return f"ƒ {own_name(value)}()"
    if name == "module":
        return f"<module {instance_dict(value).get('__name__', '?')!r}>"
    container = _container(value, depth)
    if container is not None:
        return container
    if is_a(value, BaseException):
        arguments = BaseException.__dict__["args"].__get__(value)
        return f"{class_name(kind)}({_items(arguments, len(arguments), depth)})"
    return _structure(value, depth)


def _container(value, depth):
    kind = type(value)
    for base, opening, closing in ((dict, "{", "}"), (list, "[", "]"), (tuple, "(", ")"),
                                   (set, "{", "}"), (frozenset, "{", "}")):
        if not is_a(value, base):
            continue
        size = base.__len__(value)
        if kind is base or (base is not dict and _is_named_tuple(kind)):
            prefix, after = "", ""
        else:
            prefix, after = class_name(kind) + "(", ")"
        if base is frozenset or (base is set and not size):
            prefix, after = class_name(kind) + "(", ")"
        if base is tuple and _is_named_tuple(kind):
            pairs = zip(own_dict_of(kind, "_fields"), tuple.__iter__(value))
            return f"{class_name(kind)}({_assignments(pairs, depth)})"
        if not size:
            inner = "" if base in (set, frozenset) else opening + closing
            return f"{prefix}{inner}{after}"
        if depth <= 0:
            return f"{prefix}{opening}…{closing}{after}"
        if base is dict:
            pairs = _first(dict.items(value))
            inner = ", ".join(f"{_preview(k, 0)}: {_preview(v, depth - 1)}" for k, v in pairs)
            inner += ", …" if size > _MOST_ITEMS else ""
        else:
            inner = _items(base.__iter__(value), size, depth)
            inner += "," if base is tuple and size == 1 else ""
        return f"{prefix}{opening}{inner}{closing}{after}"
    return None


def _is_named_tuple(kind):
    return type(own_dict_of(kind, "_fields")) is tuple


def own_dict_of(kind, name):
    """A class attribute by name, without running anything; or None."""
    for base in mro(kind):
        if name in own_dict(base):
            return own_dict(base)[name]
    return None


def _first(items):
    return [item for item, _ in zip(items, range(_MOST_ITEMS))]


def _items(values, size, depth):
    inner = ", ".join(_preview(item, depth - 1) for item in _first(values))
    return inner + (", …" if size > _MOST_ITEMS else "")


def _assignments(pairs, depth):
    return ", ".join(f"{name}={_preview(item, depth - 1)}" for name, item in pairs)


def _structure(value, depth):
    kind = type(value)
    if own_dict_of(kind, "_member_map_") and "_name_" in instance_dict(value):
        return f"<{class_name(kind)}.{instance_dict(value)['_name_']}>"
    state = {**slots(value), **instance_dict(value)} if depth > 0 else {}
    shown = [(name, item) for name, item in state.items()
             if isinstance(name, str) and not name.startswith("_")]
    if module_of(kind) == "builtins" or not shown:
        return f"<{class_name(kind)} object>"
    more = ", …" if len(shown) > _MOST_ITEMS else ""
    return f"{class_name(kind)}({_assignments(shown[:_MOST_ITEMS], depth)}{more})"


def short_string(value):
    """The ``repr`` of a string or of bytes, cut when it is long.

    >>> short_string("ab")
    "'ab'"
    """
    base = str if is_a(value, str) else bytes
    if len(value) <= MAX_STRING:
        return base.__repr__(value) if type(value) is base else repr(value)
    text = base.__repr__(base(value[:MAX_STRING]))
    return text[:-1] + "…" + text[-1]


def qualified(kind):
    """The name of a class with that of its module, as its ``repr`` has it.

    >>> qualified(dict)
    'dict'
    """
    module = module_of(kind)
    name = type.__dict__["__qualname__"].__get__(kind)
    return name if module == "builtins" else f"{module}.{name}"


def own_name(function):
    """The name of a function or method."""
    name = getattr(function, "__qualname__", None)
    return name if isinstance(name, str) else "?"


__all__ = [
    "MAX_PREVIEW", "MAX_STRING", "class_name", "instance_dict", "is_a", "is_leaf", "is_scalar", "module_of",
    "mro", "own_dict", "own_dict_of", "own_name", "preview", "qualified", "short_string", "slots",
]
