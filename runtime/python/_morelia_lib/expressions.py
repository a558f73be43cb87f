"""Finds the bounds of expressions in tokens: primaries, calls, brackets."""

import keyword


def primary_begin(tokens):
    """The index at which the primary at the end of ``tokens`` begins.

    A primary is an atom with its attributes, subscripts and calls. The length
    of ``tokens`` when they do not end with one.

    >>> from _morelia_lib.scan import scan
    >>> primary_begin(scan("x = a.b[0]").tokens)
    2
    """
    at = len(tokens)
    wants_operand = True
    while at > 0:
        token = tokens[at - 1]
        if wants_operand:
            if token.text in (")", "]", "}") and token.kind == "op":
                opening = opening_bracket(tokens, at - 1)
                if opening is None:
                    return at
                at = opening
                before = tokens[at - 1] if at else None
                wants_operand = before is not None and ends_operand(before)
                if not wants_operand:
                    return at
                continue
            if token.kind in ("name", "string", "number"):
                at -= 1
                wants_operand = False
                continue
            return at
        if token.text == "." and token.kind == "op":
            at -= 1
            wants_operand = True
            continue
        return at
    return at


def call_bracket(scanned):
    """The index of the ``(`` of the innermost call at the position, or None."""
    for index in reversed(scanned.brackets):
        token = scanned.tokens[index]
        if token.text != "(":
            continue
        if index and ends_operand(scanned.tokens[index - 1]):
            if index > 1 and scanned.tokens[index - 2].text in ("def", "class"):
                return None
            return index
    return None


def ends_operand(token):
    """Whether a bracket after this token is a call or a subscript."""
    if token.kind == "name":
        return not keyword.iskeyword(token.text) or token.text in ("None", "True", "False")
    return token.kind == "string" or token.text in (")", "]", "}")


def opening_bracket(tokens, at):
    """The index of the bracket that ``tokens[at]`` closes, or None."""
    depth = 0
    for index in range(at, -1, -1):
        token = tokens[index]
        if token.kind == "op":
            if token.text in (")", "]", "}"):
                depth += 1
            elif token.text in ("(", "[", "{"):
                depth -= 1
                if depth == 0:
                    return index
    return None


def closing_bracket(tokens, at):
    """The index of the bracket that closes ``tokens[at]``, or None."""
    depth = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        if token.kind == "op":
            if token.text in ("(", "[", "{"):
                depth += 1
            elif token.text in (")", "]", "}"):
                depth -= 1
                if depth == 0:
                    return index
    return None


__all__ = [
    "call_bracket", "closing_bracket", "ends_operand", "opening_bracket", "primary_begin",
]
