"""Describes the object at a position: signature, documentation, source."""

from .expressions import call_bracket
from .resolve import callee, is_js, resolve, static_attribute
from .scan import scan
from .signatures import short_repr, signature_text

MAX_TEXT = 100_000
_MAX_REPR = 500


def answer_inspect(console, request):
    """Answers the operation ``inspect``."""
    code = request["code"]
    if "%" in code or "!" in code or "?" in code:
        from .magics import completion, descriptions

        text = descriptions.at(code, request["cursor"], request.get("detail", 0))
        if text is not None:
            return {"found": True, "text": text + "\n"}
        code = completion.without_magics(code)
    return inspect(code, request["cursor"], request.get("detail", 0), console.namespace)


def inspect(code, cursor, detail, namespace):
    """Describes what stands at a cursor, or the call around it.

    ``cursor`` counts code points. ``detail`` 0 gives signature, type and
    docstring; 1 gives the source code as well. Gives the fields of the
    protocol's ``Inspection``: ``{"found": bool, "text": str}``.

    >>> inspect("len(", 4, 0, {})["text"].splitlines()[0]
    'len(obj, /)'
    """
    cursor = max(0, min(cursor, len(code)))
    found, name = _at(code, cursor, namespace)
    if found is None:
        return {"found": False, "text": ""}
    text = description(found.value, name, detail, found.is_instance)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT] + f"\n… {len(text) - MAX_TEXT} more characters"
    return {"found": True, "text": text}


def _at(code, cursor, namespace):
    """The :class:`Found` for the name at the cursor, and the name as written."""
    end = cursor
    while end < len(code) and (code[end].isalnum() or code[end] == "_"):
        end += 1
    scanned = scan(code, end)
    if scanned.comment:
        return None, ""
    tokens = scanned.tokens
    if scanned.string is None and tokens and tokens[-1].end == end and tokens[-1].kind == "name":
        found, begin = resolve(tokens, namespace)
        if found is not None:
            return found, code[tokens[begin].start:end]
    scanned = scan(code, cursor)
    return callee(scanned, namespace), _callee_text(scanned)


def _callee_text(scanned):
    index = call_bracket(scanned)
    if not index:
        return ""
    _, begin = resolve(scanned.tokens[:index], {})
    return scanned.text[scanned.tokens[begin].start:scanned.tokens[index].start]


def description(value, name, detail=0, is_instance=False):
    """The text that describes a value.

    >>> description(3, "x").splitlines()[0]
    'x: int = 3'
    """
    if is_instance:
        return _joined([f"{name}: {value.__name__}", _documentation(value)])
    parts = [_headline(value, name)]
    parts.append(_documentation(value))
    if detail:
        parts.append(source_of(value))
    return _joined(parts)


def _joined(parts):
    return "\n\n".join(part for part in parts if part) + "\n"


def _headline(value, name):
    kind = type(value).__name__
    if kind == "module":
        place = value.__dict__.get("__file__")
        return f"module {value.__dict__.get('__name__', name)}" + (f" from {place}" if place else "")
    if isinstance(value, type) or (callable(value) and not is_js(value)):
        signature = signature_text(value)
        shown = name or kind
        head = "class " if isinstance(value, type) else ""
        if kind == "function" and value.__code__.co_flags & 0x80:
            head = "async "
        if signature is not None:
            return head + shown + signature
        if isinstance(value, type):
            return head + shown
    return f"{name}: {kind} = {_value_text(value)}"


def _value_text(value):
    """``repr`` of built-in values and JavaScript objects only."""
    if type(value) in (int, float, str, bytes, bool, type(None), complex):
        text = short_repr(value, _MAX_REPR)
    elif type(value) in (list, tuple, dict, set, frozenset):
        text = f"<{type(value).__name__} of {len(value)}>"
    elif is_js(value):
        try:
            text = repr(value)
        except Exception:
            text = "..."
    else:
        text = "..."
    return text if len(text) <= _MAX_REPR else text[:_MAX_REPR] + "…"


def _documentation(value):
    if is_js(value):
        return ""
    there, text = static_attribute(value, "__doc__")
    if not there or not isinstance(text, str):
        return ""
    if not isinstance(value, type) and not callable(value) and type(value).__name__ != "module":
        # The documentation of int is no news about 3.
        if type(value).__module__ == "builtins":
            return ""
    return clean_documentation(text)


def clean_documentation(text):
    """A docstring without the indentation of its source.

    >>> clean_documentation("One.\\n\\n    Two.\\n    ")
    'One.\\n\\nTwo.'
    """
    lines = text.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins) if margins else 0
    cleaned = [lines[0].strip()] + [line[margin:].rstrip() for line in lines[1:]]
    return "\n".join(cleaned).strip("\n")


def source_of(value):
    """The source code of a function, class or module, or an empty string.

    >>> source_of(len)
    ''
    """
    import inspect as library

    if isinstance(value, type):
        text = _class_source(value)
        if text:
            return text
    elif type(value).__name__ not in ("function", "method", "module"):
        return ""
    try:
        return library.getsource(value).rstrip("\n")
    except Exception:
        return ""


def _class_source(value):
    """The source of a class in a cell, which ``inspect`` cannot find.

    The file is told by one of the class's methods or, from 3.13 on, the line by
    ``__firstlineno__``.
    """
    import inspect as library
    import linecache

    own = type.__dict__["__dict__"].__get__(value)
    for member in own.values():
        code = getattr(getattr(member, "__func__", member), "__code__", None)
        if code is None or not getattr(member, "__qualname__", "").startswith(value.__qualname__ + "."):
            continue
        lines = linecache.getlines(code.co_filename)
        first = own.get("__firstlineno__")
        if first is None:
            first = _class_line(lines, value.__name__, code.co_firstlineno)
        if first and first <= len(lines):
            try:
                return "".join(library.getblock(lines[first - 1:])).rstrip("\n")
            except Exception:
                return ""
    return ""


def _class_line(lines, name, before):
    for number in range(min(before, len(lines)), 0, -1):
        words = lines[number - 1].replace("(", " ").replace(":", " ").replace("[", " ").split()
        if words[:2] == ["class", name]:
            return number
    return None


__all__ = ["answer_inspect", "clean_documentation", "description", "inspect", "source_of"]
