"""Completion of magics: their names, and what may follow them."""

from . import registry
from .transform import cell_magic, escapes, may_have_magics


def in_magic(code, cursor, namespace):
    """``(start, items)`` for a cursor in a magic, or None when Python is completed there.

    >>> in_magic("%timei", 6, {})[1][0][0]
    'timeit'
    """
    before = code[:cursor]
    found = _at(before)
    if found is None:
        return None
    start, name, text, text_start, is_cell = found
    if text is None:
        return start, _names(name, is_cell)
    magic = registry.find(name)
    if magic is None:
        return cursor, []
    if magic.takes_code and not magic.words:
        return None
    words = magic.words() if callable(magic.words) else magic.words
    begin = max(text.rfind(" "), text.rfind("\t")) + 1
    word = text[begin:]
    if words == "path":
        from ..complete_strings import paths

        folder = word.rfind("/") + 1
        return cursor - len(word) + folder, paths(word[:folder], word[folder:])
    return cursor - len(word), [(w, "keyword", None) for w in words if w.startswith(word)]


def _at(before):
    """``(start, name, text, its start, is a cell magic)`` of the magic that the text ends in."""
    line_start = before.rfind("\n") + 1
    line = before[line_start:].lstrip()
    if line.startswith("%%") and not before[:line_start].strip():
        name, after = _word(line[2:])
        start = len(before) - len(line) + 2
        if after is None:
            return start, name, None, 0, True
        return start, name, after.lstrip(), len(before) - len(after.lstrip()), True
    if "%" not in line:
        return None
    # A magic needs a name to be one.
    padded = before + "_" if before.endswith("%") else before
    for escape in escapes(padded):
        if escape.end == len(padded) and escape.kind == "line":
            name = escape.name[:-1] if padded != before else escape.name
            sign = before.rfind("%" + name, escape.start)
            if padded != before or not before[sign + 1 + len(name):]:
                return len(before) - len(name), name, None, 0, False
            text = before[sign + 1 + len(name):].lstrip()
            return sign + 1, name, text, len(before) - len(text), False
    return None


def _word(text):
    end = 0
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[:end], text[end:] if end < len(text) else None


def _names(prefix, is_cell):
    items = []
    for name in registry.names():
        if not name.startswith(prefix):
            continue
        magic = registry.find(name)
        if (magic.cell if is_cell else magic.line) is not None:
            items.append((name, "function", magic.documentation.splitlines()[0]))
    return items


def without_magics(code):
    """A cell in which spaces stand for its magics, but not for Python in them.

    Every other character keeps its place.

    >>> without_magics("%time f(x)")
    '      f(x)'
    """
    if not may_have_magics(code):
        return code
    found = cell_magic(code)
    if found is not None:
        name, _, body, _ = found
        magic = registry.find(name)
        head = len(code) - len(body)
        takes = magic is not None and (magic.takes_code or name == "capture") and name not in ("js", "javascript")
        return _blank(code[:head]) + (body if takes else _blank(body))
    pieces, at = [], 0
    for escape in escapes(code):
        magic = registry.find(escape.name) if escape.kind == "line" else None
        keep = escape.end
        if magic is not None and magic.takes_code and escape.name != "js":
            keep = escape.text_start
        pieces += [code[at:escape.start], _blank(code[escape.start:keep])]
        at = keep
    return "".join(pieces) + code[at:]


def _blank(text):
    return "".join(c if c == "\n" else " " for c in text)


__all__ = ["in_magic", "without_magics"]
