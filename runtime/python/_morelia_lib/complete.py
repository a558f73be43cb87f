"""Completion: all ways to go on from the cursor, best first.

What is at the cursor decides who is asked: a string (dict keys, file paths),
an import statement, an attribute, a subscript, or a plain name.
"""

import builtins
import keyword

from . import complete_imports, complete_strings
from .expressions import call_bracket
from .resolve import callee, is_js, resolve, static_attribute
from .scan import scan
from .signatures import parameter_names, signature_text

MAX_ITEMS = 1000
_DECLARING = frozenset(("def", "class", "as"))


def answer_complete(console, request):
    """Answers the operation ``complete``."""
    code, cursor = request["code"], request["cursor"]
    if "%" in code or "!" in code or "?" in code:
        from .magics import completion

        found = completion.in_magic(code, cursor, console.namespace)
        if found is not None:
            return reply(found[0], cursor, found[1])
        code = completion.without_magics(code)
    return complete(code, cursor, console.namespace)


def complete(code, cursor, namespace):
    """Completes what stands before a cursor.

    ``cursor`` counts code points; ``namespace`` is the dict that names are
    looked up in. Gives the fields of the protocol's ``Completions``:
    ``{"start": int, "end": int, "items": [{"text", "kind", "detail"}]}``.
    Runs nothing of the session's Python code but ``__dir__`` methods. Never
    raises for unfinished or wrong code.

    >>> complete("pri", 3, {})["items"][0]["text"]
    'print'
    """
    cursor = max(0, min(cursor, len(code)))
    scanned = scan(code, cursor)
    rest = code[cursor:]
    if scanned.comment:
        return reply(cursor, cursor, [])
    if scanned.string is not None:
        start, items = complete_strings.in_string(scanned, rest, namespace)
        return reply(start, cursor, items)
    tokens = scanned.tokens
    prefix, start = "", cursor
    if tokens and tokens[-1].end == cursor:
        if tokens[-1].kind == "name":
            prefix, start = tokens[-1].text, tokens[-1].start
            tokens = tokens[:-1]
        elif tokens[-1].kind in ("number", "string"):
            return reply(cursor, cursor, [])
    line = scanned.line_tokens()
    if prefix:
        line = line[:-1]
    items = complete_imports.in_import(line, prefix)
    if items is None:
        items = _in_code(scanned, tokens, prefix, rest, namespace)
    return reply(start, cursor, items)


def reply(start, end, items):
    """The protocol's ``Completions``, without repeated texts.

    >>> reply(0, 1, [("a", "keyword", None)])["items"]
    [{'text': 'a', 'kind': 'keyword', 'detail': None}]
    """
    seen, unique = set(), []
    for text, kind, detail in items:
        if text in seen:
            continue
        seen.add(text)
        unique.append({"text": text, "kind": kind, "detail": detail})
        if len(unique) == MAX_ITEMS:
            break
    return {"start": start, "end": end, "items": unique}


def _in_code(scanned, tokens, prefix, rest, namespace):
    last = tokens[-1] if tokens else None
    if last is not None and last.text == "." and last.kind == "op":
        found, _ = resolve(tokens[:-1], namespace)
        return [] if found is None else attributes(found, prefix)
    if last is not None and last.kind == "name" and last.text in _DECLARING:
        return []
    items = []
    if last is not None and last.text in ("(", ","):
        items += _arguments(scanned, prefix, rest, namespace)
    if last is not None and last.text == "[" and not prefix:
        keys = complete_strings.keys_after_bracket(tokens, namespace)
        if keys:
            return keys
    if not prefix and not items:
        return []
    return items + names(scanned, prefix, namespace)


def _arguments(scanned, prefix, rest, namespace):
    """``name=`` for the parameters of the call that the cursor is in."""
    index = call_bracket(scanned)
    if index is None or not scanned.brackets or scanned.brackets[-1] != index:
        return []
    function = callee(scanned, namespace)
    if function is None or function.is_instance:
        return []
    tokens = scanned.tokens[index + 1:]
    given = {
        token.text for token, after in zip(tokens, tokens[1:])
        if token.kind == "name" and after.text == "="
    }
    equals = "" if rest.lstrip(" ").startswith("=") else "="
    return [(name + equals, "parameter", None) for name in parameter_names(function.value)
            if name.startswith(prefix) and name not in given]


def names(scanned, prefix, namespace):
    """Items for a plain name: the session's, the cell's, built-ins, keywords."""
    items = []
    for name in _ranked(namespace, prefix):
        items.append((name, *describe(namespace[name])))
    written = {t.text for t in _names_written(scanned, prefix)}
    for name in _ranked(written, prefix):
        items.append((name, "variable", None))
    for name in _ranked(keyword.kwlist, prefix):
        items.append((name, "keyword", None))
    found = builtins.__dict__
    for name in _ranked(found, prefix):
        items.append((name, *describe(found[name])))
    for name in _ranked(getattr(keyword, "softkwlist", ()), prefix):
        if name != "_":
            items.append((name, "keyword", None))
    return items


def _names_written(scanned, prefix):
    """The name tokens of the cell that are not attributes or keywords."""
    before = None
    for token in scanned.tokens:
        touches = token.end == len(scanned.text)
        if (token.kind == "name" and not touches and not keyword.iskeyword(token.text)
                and (before is None or before.text != ".")):
            yield token
        before = token


def attributes(found, prefix):
    """Items for the attributes of a :class:`Found`."""
    value = found.value
    try:
        every = [n for n in dir(value) if isinstance(n, str)]
    except Exception:
        return []
    if is_js(value) and not found.is_instance:
        return [(name, "property", None) for name in _ranked(every, prefix)]
    items = []
    for name in _ranked(every, prefix):
        there, raw = static_attribute(value, name)
        if not there:
            items.append((name, "property", None))
        elif isinstance(raw, property):
            items.append((name, "property", None))
        else:
            items.append((name, *describe(raw)))
    return items


def _ranked(every, prefix):
    """The names that begin with ``prefix``, best first.

    Private names need a prefix that begins with ``_``. Names that differ from
    the prefix in case come last.
    """
    folded = prefix.lower()
    private = prefix.startswith("_")
    exact, other = [], []
    for name in every:
        if not isinstance(name, str) or (name.startswith("_") and not private):
            continue
        if name.startswith(prefix):
            exact.append(name)
        elif name.lower().startswith(folded):
            other.append(name)
    exact.sort(key=_name_order)
    other.sort(key=_name_order)
    return exact + other


def _name_order(name):
    return (name.startswith("__"), name.startswith("_"), name.lower(), name)


def describe(value):
    """``(kind, detail)`` of a value for the popup, without running its code.

    >>> describe(3)
    ('instance', 'int')
    """
    if isinstance(value, type):
        return "class", signature_text(value, thorough=False)
    name = type(value).__name__
    if name == "module":
        return "module", None
    if name in ("function", "builtin_function_or_method", "method", "method_descriptor",
                "method-wrapper", "wrapper_descriptor", "classmethod_descriptor"):
        return "function", signature_text(value, thorough=False)
    if name in ("getset_descriptor", "member_descriptor", "property"):
        return "property", None
    return "instance", name


__all__ = ["MAX_ITEMS", "answer_complete", "attributes", "complete", "describe", "names", "reply"]
