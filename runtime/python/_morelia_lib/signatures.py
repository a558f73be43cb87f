"""Tells how a callable is called, cheaply where that is possible.

Python functions are read from their code objects; only what is left needs the
``inspect`` module, which takes long to import.
"""

_VARARGS = 0x04
_VARKEYWORDS = 0x08
# Looking at these runs no code of the person's.
_INSPECTABLE = frozenset(
    ("function", "method", "builtin_function_or_method", "method_descriptor",
     "wrapper_descriptor", "method-wrapper", "classmethod_descriptor", "partial")
)


def _python_function(value):
    """``(function, skipped)``: the Python function behind a callable.

    ``skipped`` is 1 when the first parameter is already bound. ``(None, 0)``
    when there is no Python function.
    """
    if isinstance(value, type):
        # Whichever of the two is defined nearer to the class decides.
        for base in type.__dict__["__mro__"].__get__(value):
            own = type.__dict__["__dict__"].__get__(base)
            for name in ("__init__", "__new__"):
                if name in own:
                    function = _plain_function(own[name])
                    return (function, 1) if function is not None else (None, 0)
        return None, 0
    kind = type(value).__name__
    if kind == "method":
        return _plain_function(value.__func__), 1
    if kind == "function":
        return _plain_function(value), 0
    if kind in _INSPECTABLE:
        return None, 0
    for base in type.__dict__["__mro__"].__get__(type(value)):
        own = type.__dict__["__dict__"].__get__(base)
        if "__call__" in own:
            return _plain_function(own["__call__"]), 1
    return None, 0


def _plain_function(value):
    if type(value).__name__ == "staticmethod":
        value = value.__func__
    if type(value).__name__ != "function":
        return None
    wrapped = value.__dict__.get("__wrapped__")
    return wrapped if type(wrapped).__name__ == "function" else value


def parameter_names(value):
    """The names of the parameters that can be given by keyword.

    Takes any callable and gives a list of strings, empty when nothing is known.

    >>> parameter_names(lambda a, *, key: 0)
    ['a', 'key']
    """
    function, bound = _python_function(value)
    if function is not None:
        code = function.__code__
        first = max(bound, getattr(code, "co_posonlyargcount", 0))
        return list(code.co_varnames[first:code.co_argcount + code.co_kwonlyargcount])
    found = _inspected(value)
    if found is None:
        return []
    return [p.name for p in found.parameters.values()
            if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def signature_text(value, thorough=True):
    """The signature as ``(a, b=1, *args)``, or None when it is not known.

    With ``thorough`` false, only what can be told at once is told.

    >>> signature_text(lambda a, b=1, *c: 0)
    '(a, b=1, *c)'
    """
    function, bound = _python_function(value)
    if function is not None and not thorough:
        return _from_code(function, bound)
    if thorough:
        found = _inspected(value)
        if found is not None:
            try:
                return str(found)
            except Exception:
                pass
    if function is not None:
        return _from_code(function, bound)
    return None


def _inspected(value):
    if not isinstance(value, type) and type(value).__name__ not in _INSPECTABLE:
        return None
    try:
        import inspect

        return inspect.signature(value)
    except Exception:
        return None


def _from_code(function, bound):
    code = function.__code__
    count = code.co_argcount
    only = getattr(code, "co_posonlyargcount", 0)
    names = code.co_varnames
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    parts = []
    for index in range(bound, count):
        name = names[index]
        from_end = index - (count - len(defaults))
        parts.append(name if from_end < 0 else f"{name}={short_repr(defaults[from_end])}")
        if index + 1 == only:
            parts.append("/")
    at = count + code.co_kwonlyargcount
    if code.co_flags & _VARARGS:
        parts.append("*" + names[at])
        at += 1
    elif code.co_kwonlyargcount:
        parts.append("*")
    for name in names[count:count + code.co_kwonlyargcount]:
        if name in keyword_defaults:
            name = f"{name}={short_repr(keyword_defaults[name])}"
        parts.append(name)
    if code.co_flags & _VARKEYWORDS:
        parts.append("**" + names[at])
    return "(" + ", ".join(parts) + ")"


def short_repr(value, limit=40):
    """``repr`` of a simple value, cut at ``limit``; ``...`` for others.

    Code of the value's own class is not run.

    >>> short_repr(object())
    '...'
    """
    if type(value) in (int, float, str, bytes, bool, type(None), complex):
        text = repr(value)
    elif isinstance(value, (type, type(len), type(short_repr))):
        text = getattr(value, "__name__", "...")
    elif type(value) in (tuple, list, dict, set) and not value:
        text = repr(value)
    else:
        return "..."
    return text if len(text) <= limit else text[:limit - 3] + "..."


__all__ = ["parameter_names", "short_repr", "signature_text"]
