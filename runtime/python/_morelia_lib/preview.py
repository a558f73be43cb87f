"""Eager preview: the value of an expression that is still being typed.

Only what has no effects is evaluated: names, attributes that are found without
running code, constants, and operators and subscripts of built-in types. Nothing
is called, no getter is run, JavaScript is not asked.
"""

from .resolve import is_js, look_up, static_attribute
from .signatures import short_repr

_ONLY_AST = 0x400
_MAX_CODE = 500
_MAX_TEXT = 200
_MAX_ITEMS = 20
_MAX_SIZE = 100_000
_MAX_BITS = 4_096
_NUMBERS = (int, float, complex, bool)
_SCALARS = (*_NUMBERS, str, bytes, type(None), type(...))
_SEQUENCES = (str, bytes, list, tuple, range)
_NOTHING = {"found": False, "text": ""}


class Unclear(Exception):
    """The value cannot be told without running code."""


def answer_preview(console, request):
    """Answers the operation ``preview``."""
    return preview(request["code"], console.namespace)


def preview(code, namespace):
    """The value of an expression, if that can be told without effects.

    Gives the fields of the protocol's ``Preview``: ``{"found": bool, "text": str}``.

    >>> preview("6 * 7", {})
    {'found': True, 'text': '42'}
    >>> preview("print(1)", {})
    {'found': False, 'text': ''}
    """
    code = code.strip()
    if not code or len(code) > _MAX_CODE:
        return dict(_NOTHING)
    try:
        tree = compile(code, "<preview>", "eval", _ONLY_AST, True)
        text = shown(evaluate(tree.body, namespace))
    except Exception:
        # Whatever fails here fails again, and is told, when the cell is run.
        return dict(_NOTHING)
    return dict(_NOTHING) if text == code else {"found": True, "text": text}


def evaluate(node, namespace):
    """The value of a node of a syntax tree; raises :class:`Unclear`.

    >>> evaluate(compile("[1, 2][-1]", "", "eval", 0x400).body, {})
    2
    """
    rule = _RULES.get(type(node).__name__)
    if rule is None:
        raise Unclear
    return rule(node, namespace)


def _constant(node, namespace):
    return node.value


def _name(node, namespace):
    found = look_up(node.id, namespace)
    if found is None:
        raise Unclear
    return found.value


def _attribute(node, namespace):
    value = evaluate(node.value, namespace)
    if is_js(value):
        raise Unclear
    for kind in type.__dict__["__mro__"].__get__(type(value)):
        own = type.__dict__["__dict__"].__get__(kind)
        if "__getattribute__" in own and kind.__module__ != "builtins":
            raise Unclear
    there, found = static_attribute(value, node.attr)
    if not there or is_js(found):
        raise Unclear
    if any("__get__" in type.__dict__["__dict__"].__get__(kind)
           for kind in type.__dict__["__mro__"].__get__(type(found))):
        raise Unclear
    return found


def _subscript(node, namespace):
    container = evaluate(node.value, namespace)
    key = evaluate(node.slice, namespace)
    if type(container) is dict:
        if type(key) not in _SCALARS or len(container) > _MAX_SIZE:
            raise Unclear
        # A key of another class could have an `__eq__` of its own.
        if not all(type(other) in _SCALARS for other in container):
            raise Unclear
        return container[key]
    if type(container) not in _SEQUENCES or type(key) not in (int, bool, slice):
        raise Unclear
    return _sized(container[key])


def _slice(node, namespace):
    parts = [None if part is None else evaluate(part, namespace)
             for part in (node.lower, node.upper, node.step)]
    if not all(type(part) in (int, bool, type(None)) for part in parts):
        raise Unclear
    return slice(*parts)


def _sized(value):
    """Refuses what is too big to be made for a preview."""
    if type(value) in (str, bytes, list, tuple) and len(value) > _MAX_SIZE:
        raise Unclear
    if type(value) is int and value.bit_length() > _MAX_BITS:
        raise Unclear
    return value


def _operation(node, namespace):
    left, right = evaluate(node.left, namespace), evaluate(node.right, namespace)
    name = type(node.op).__name__
    kinds = type(left), type(right)
    if all(kind in _NUMBERS for kind in kinds):
        if name in ("Pow", "LShift") and not (
                type(right) in (int, bool) and abs(right) <= _MAX_BITS
                and (type(left) is not int or abs(left).bit_length() * max(1, right) <= _MAX_BITS * 2)):
            if not (name == "Pow" and float in kinds):
                raise Unclear
    elif name == "Add" and kinds[0] is kinds[1] and kinds[0] in (str, bytes, list, tuple):
        if len(left) + len(right) > _MAX_SIZE:
            raise Unclear
    elif name == "Mult" and int in kinds and any(k in (str, bytes, list, tuple) for k in kinds):
        sequence, times = (right, left) if kinds[0] is int else (left, right)
        if len(sequence) * max(0, times) > _MAX_SIZE:
            raise Unclear
    else:
        raise Unclear
    return _sized(_OPERATORS[name](left, right))


def _unary(node, namespace):
    value = evaluate(node.operand, namespace)
    name = type(node.op).__name__
    if name == "Not":
        return not _truth(value)
    if type(value) not in _NUMBERS:
        raise Unclear
    return {"UAdd": lambda: +value, "USub": lambda: -value, "Invert": lambda: ~int(value)}[name]()


def _truth(value):
    if type(value) in _SCALARS or type(value) in (list, tuple, dict, set, frozenset, range):
        return bool(value)
    raise Unclear


def _boolean(node, namespace):
    is_and = type(node.op).__name__ == "And"
    for part in node.values:
        value = evaluate(part, namespace)
        if _truth(value) != is_and:
            break
    return value


def _condition(node, namespace):
    return evaluate(node.body if _truth(evaluate(node.test, namespace)) else node.orelse, namespace)


def _comparison(node, namespace):
    left = evaluate(node.left, namespace)
    for operator, part in zip(node.ops, node.comparators):
        right = evaluate(part, namespace)
        name = type(operator).__name__
        if name in ("Is", "IsNot"):
            outcome = (left is right) == (name == "Is")
        elif type(left) in _SCALARS and type(right) in _SCALARS:
            outcome = _COMPARISONS[name](left, right)
        elif name in ("In", "NotIn") and type(left) in _SCALARS:
            outcome = _contained(left, right) == (name == "In")
        else:
            raise Unclear
        if not outcome:
            return False
        left = right
    return True


def _contained(value, container):
    if type(container) not in (list, tuple, set, frozenset, dict) or len(container) > _MAX_SIZE:
        raise Unclear
    if not all(type(other) in _SCALARS for other in container):
        raise Unclear
    return value in container


def _display(node, namespace):
    kind = {"List": list, "Tuple": tuple}[type(node).__name__]
    return kind([evaluate(part, namespace) for part in node.elts])


_OPERATORS = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b, "FloorDiv": lambda a, b: a // b, "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a ** b, "LShift": lambda a, b: a << b, "RShift": lambda a, b: a >> b,
    "BitOr": lambda a, b: a | b, "BitAnd": lambda a, b: a & b, "BitXor": lambda a, b: a ^ b,
}
_COMPARISONS = {
    "Eq": lambda a, b: a == b, "NotEq": lambda a, b: a != b, "Lt": lambda a, b: a < b,
    "LtE": lambda a, b: a <= b, "Gt": lambda a, b: a > b, "GtE": lambda a, b: a >= b,
    "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b,
}
_RULES = {
    "Constant": _constant, "Name": _name, "Attribute": _attribute, "Subscript": _subscript,
    "Slice": _slice, "BinOp": _operation, "UnaryOp": _unary, "BoolOp": _boolean,
    "IfExp": _condition, "Compare": _comparison, "List": _display, "Tuple": _display,
}


def shown(value, depth=2):
    """A value in one line; raises :class:`Unclear` for what says nothing.

    Objects of the session's own classes are shown by their class: their
    ``__repr__`` is not run.

    >>> shown([1, {"a": object()}])
    "[1, {'a': <object>}]"
    """
    kind = type(value)
    if kind in _SCALARS:
        return short_repr(value, _MAX_TEXT) if kind is not type(...) else "Ellipsis"
    if is_js(value) or callable(value) or kind.__name__ == "module":
        raise Unclear
    return _cut(_inner(value, depth))


def _inner(value, depth):
    kind = type(value)
    if kind in _SCALARS:
        return short_repr(value, 60) if kind is not type(...) else "Ellipsis"
    if kind is range:
        return repr(value)
    brackets = {list: "[]", tuple: "()", set: "{}", frozenset: ("frozenset({", "})"), dict: "{}"}
    if kind not in brackets:
        return f"<{kind.__name__}>"
    if not value:
        return repr(value)
    opening, closing = brackets[kind]
    if depth == 0:
        return f"{opening}…{closing}"
    items = [item for item, _ in zip(value, range(_MAX_ITEMS))]
    if kind is dict:
        parts = [f"{_inner(key, depth - 1)}: {_inner(value[key], depth - 1)}"
                 if type(key) in _SCALARS else f"{_inner(key, depth - 1)}: …" for key in items]
    else:
        parts = [_inner(item, depth - 1) for item in items]
    if len(value) > len(items):
        parts.append(f"… {len(value) - len(items)} more")
    comma = "," if kind is tuple and len(value) == 1 else ""
    return opening + ", ".join(parts) + comma + closing


def _cut(text):
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT - 1] + "…"


__all__ = ["Unclear", "answer_preview", "evaluate", "preview", "shown"]
