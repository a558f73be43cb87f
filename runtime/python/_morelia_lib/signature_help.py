"""Signature help: how the call around the cursor is called, while it is typed."""

from .expressions import call_bracket
from .inspection import clean_documentation
from .resolve import is_js, resolve, static_attribute
from .scan import scan
from .signatures import signature_text

_MAX_LABEL = 2_000
_MAX_DOCUMENTATION = 2_000
_MAX_JS_SOURCE = 20_000
_NOTHING = {"found": False, "label": "", "parameters": [], "active": None, "documentation": ""}
_NATIVE = "[native code]"
_OPENING, _CLOSING = "([{", ")]}"


def answer_signature(console, request):
    """Answers the operation ``signature``."""
    return signature(request["code"], request["cursor"], console.namespace)


def signature(code, cursor, namespace):
    """Tells how the call that a cursor is in is called.

    ``cursor`` counts code points. Gives the fields of the protocol's
    ``SignatureHelp``: ``label`` is the call as in ``pow(base, exp, mod=None)``,
    ``parameters`` the places of its parameters in it, ``active`` the index of
    the one that is being typed or None, ``documentation`` the first paragraph of
    the docstring. Runs none of the session's code.

    >>> signature("pow(1, ", 7, {})["active"]
    1
    """
    scanned = scan(code, max(0, min(cursor, len(code))))
    index = call_bracket(scanned)
    if scanned.comment or not index:
        return dict(_NOTHING)
    tokens = scanned.tokens
    function, name = _called(tokens[:index], namespace)
    text = None if function is None else _signature(function)
    if text and _is_bound(tokens[:index], namespace):
        text = "(" + text[1:].removeprefix("self").removeprefix(", ").removeprefix("/, ")
    if text is None:
        return dict(_NOTHING)
    label = (name + text)[:_MAX_LABEL]
    spans = parameter_spans(label, len(name))
    count, keyword = _argument(tokens[index + 1:])
    names = [label[begin:end] for begin, end in spans]
    # The bare markers of a signature are no parameters.
    kept = [i for i, written in enumerate(names) if written not in ("*", "/")]
    active = _active(names, count, keyword)
    return {
        "found": True,
        "label": label,
        "parameters": [list(spans[i]) for i in kept],
        "active": kept.index(active) if active in kept else None,
        "documentation": _first_paragraph(function),
    }


def _called(tokens, namespace):
    """What is called, and its name as written."""
    is_new = len(tokens) > 2 and tokens[-1].text == "new" and tokens[-2].text == "."
    if is_new:
        owner, begin = resolve(tokens[:-2], namespace)
        if owner is not None and not owner.is_instance and is_js(owner.value):
            return owner.value, _written(tokens[begin:])
    found, begin = resolve(tokens, namespace)
    if found is None or found.is_instance:
        return None, ""
    return found.value, _written(tokens[begin:])


def _is_bound(tokens, namespace):
    """Whether a method of an instance that is not there yet is called."""
    if len(tokens) < 3 or tokens[-2].text != ".":
        return False
    owner, _ = resolve(tokens[:-2], namespace)
    return owner is not None and owner.is_instance


def _written(tokens):
    """The name of what is called; long expressions lose their beginning."""
    name = "".join(token.text for token in tokens)
    return name if len(name) <= 60 else tokens[-1].text


def _signature(value):
    if is_js(value):
        return js_signature(value)
    # Read from the code object, which runs nobody's `__repr__`.
    return signature_text(value, thorough=False) or _of_builtin(value)


def _of_builtin(value):
    if type(value).__name__ == "module":
        return None
    return signature_text(value)


def js_signature(value):
    """The parameters of a JavaScript function as its source has them, or None.

    A function of the browser itself has no source to be read: it only tells how
    many arguments it needs.

    >>> js_signature(js.document.querySelector)  # doctest: +SKIP
    '(argument1)'
    """
    import js

    try:
        if getattr(value, "typeof", "") != "function":
            return None
        source = js.Function.prototype.toString.call(value)[:_MAX_JS_SOURCE]
        count = value.length
    except Exception:
        return None
    if _NATIVE in source and not source.partition("(")[0].removeprefix("function").strip():
        # So our own world calls functions of the page's, whose names it hides.
        source = _source_in_page(value) or source
    if _NATIVE in source:
        count = count if isinstance(count, int) else 0
        return "(" + ", ".join([f"argument{n + 1}" for n in range(count)] + ["…"]) + ")"
    return _js_parameters(source)


def _source_in_page(value):
    """The source of a function as the page's own world tells it, or None."""
    import js

    try:
        return js.page_world.Function.prototype.toString.call(value)[:_MAX_JS_SOURCE]
    except Exception:
        # A function of our own world cannot go there.
        return None


def _js_parameters(source):
    """The parameter list at the beginning of a function's source."""
    if source.startswith("class"):
        at = source.find("constructor(")
        if at < 0:
            return "()"
        begin = at + len("constructor")
    else:
        begin = source.find("(")
        arrow = source.find("=>")
        if 0 <= arrow and (begin < 0 or arrow < begin):
            return "(" + source[:arrow].removeprefix("async ").strip() + ")"
    end = _closing(source, begin) if begin >= 0 else None
    return None if end is None else "(" + " ".join(source[begin + 1:end].split()) + ")"


def _closing(text, begin):
    """Where the bracket at ``begin`` is closed; strings are jumped over."""
    for at, _, depth in _outside_strings(text, begin):
        if depth == 0:
            return at
    return None


def _outside_strings(text, begin):
    """``(index, character, depth)`` from the bracket at ``begin`` on."""
    depth, quote, escaped = 0, "", False
    for at in range(begin, len(text)):
        character = text[at]
        if quote:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == quote:
                quote = ""
            continue
        if character in "\"'`":
            quote = character
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        yield at, character, depth


def parameter_spans(label, begin):
    """Where each parameter stands in a signature whose ``(`` is at ``begin``.

    >>> parameter_spans("f(a, b=(1, 2)) -> int", 1)
    [(2, 3), (5, 13)]
    """
    spans, start = [], begin + 1
    for at, character, depth in _outside_strings(label, begin):
        if (character == "," and depth == 1) or depth == 0:
            written = label[start:at]
            left = start + len(written) - len(written.lstrip())
            if written.strip():
                spans.append((left, left + len(written.strip())))
            start = at + 1
        if depth == 0:
            break
    return spans


def _argument(tokens):
    """``(index, keyword)`` of the argument at the end of a call's tokens."""
    depth, count, first = 0, 0, 0
    for at, token in enumerate(tokens):
        if token.kind != "op":
            continue
        if token.text in _OPENING:
            depth += 1
        elif token.text in _CLOSING:
            depth -= 1
        elif token.text == "," and depth == 0:
            count, first = count + 1, at + 1
    written = tokens[first:]
    is_keyword = len(written) > 1 and written[0].kind == "name" and written[1].text == "="
    return count, written[0].text if is_keyword else None


def _active(names, count, keyword):
    """The index of the parameter that takes an argument, or None."""
    rest_keywords = positional = None
    takes_positions = True
    position = 0
    for index, written in enumerate(names):
        if written == "/":
            continue
        if written.startswith("**"):
            rest_keywords = index
        elif written.startswith(("*", "...", "…")):
            takes_positions = False
            if written != "*" and positional is None:
                positional = index
        else:
            if keyword is not None and _plain_name(written) == keyword:
                return index
            if takes_positions:
                if position == count and positional is None:
                    positional = index
                position += 1
    return positional if keyword is None else rest_keywords


def _plain_name(written):
    return written.split("=")[0].split(":")[0].strip()


def _first_paragraph(value):
    if is_js(value):
        return ""
    there, text = static_attribute(value, "__doc__")
    if not there or not isinstance(text, str):
        return ""
    return clean_documentation(text).strip().split("\n\n")[0][:_MAX_DOCUMENTATION]


__all__ = ["answer_signature", "js_signature", "parameter_spans", "signature"]
