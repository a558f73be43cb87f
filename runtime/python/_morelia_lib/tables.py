"""Values as tables: lists of dicts and dataclasses, dicts of dicts, lists of lists, JavaScript arrays.

The MIME type :data:`MIME` carries JSON:
``{"columns": [{"name", "kind"}], "rows": [[...]], "total": n}``. A column's kind is
``number``, ``bool``, ``text`` or ``other``; a cell is a number, a bool, a text or null.
"""

import json

from .resolve import is_js

#: The type of a table in a bundle.
MIME = "application/vnd.morelia.table+json"
#: Rows and columns that are sent; ``total`` counts all rows.
MAX_ROWS = 10_000
MAX_COLUMNS = 200
#: Characters of all cells together; further rows are left out.
MAX_TEXT = 4_000_000
# So many rows of a list tell whether it is a table.
_LOOKED_AT = 1000
_MAX_CELL = 1000
_TEXT_ROWS = 60
_TEXT_WIDTH = 40
_SAFE = 2 ** 53
_SEQUENCES = (list, tuple)


class Table:
    """Rows below named columns; ``total`` counts the rows that there were.

    >>> print(Table(["a", "b"], [[1, "x"]]).text())
    a  b
    -  -
    1  x
    """

    def __init__(self, columns, rows, total=None):
        self.columns = columns
        self.rows = rows
        self.total = len(rows) if total is None else total

    def kinds(self):
        """The kind of each column."""
        found = []
        for at in range(len(self.columns)):
            kinds = {_kind(row[at]) for row in self.rows if row[at] is not None}
            found.append(kinds.pop() if len(kinds) == 1 else "other" if kinds else "text")
        return found

    def json(self):
        """What goes into the bundle."""
        columns = [{"name": n, "kind": k} for n, k in zip(self.columns, self.kinds())]
        rows, left = [], MAX_TEXT
        for row in self.rows:
            cells = [_cell(value) for value in row]
            left -= sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
            if left < 0 and rows:
                break
            rows.append(cells)
        return json.dumps({"columns": columns, "rows": rows, "total": self.total})

    def text(self):
        """The table in plain text, with aligned columns."""
        head = [_short(n) for n in self.columns]
        body = [[_short(_shown(value)) for value in row] for row in self.rows[:_TEXT_ROWS]]
        widths = [max(map(len, column)) for column in zip(head, *body)]
        right = [kind == "number" for kind in self.kinds()]
        lines = [head, ["-" * w for w in widths], *body]
        text = "\n".join(
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right)).rstrip()
            for line in lines
        )
        left = self.total - len(body)
        return text + (f"\n… {left} more rows" if left else "")

    def tsv(self):
        """The table as tab-separated values, for spreadsheets."""
        def field(value):
            text = "" if value is None else str(value)
            return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set('\t\n\r"') else text

        return "\n".join("\t".join(map(field, row)) for row in [self.columns, *self.rows])

    def _repr_mimebundle_(self, **options):
        return {MIME: self.json()}

    def __repr__(self):
        return self.text()


def _kind(value):
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "text" if isinstance(value, str) else "other"


def _cell(value):
    """A cell as JSON has it: what it cannot carry exactly is text."""
    if value is None or isinstance(value, bool):
        return value
    if type(value) is int and -_SAFE < value < _SAFE:
        return value
    if type(value) is float and value - value == 0:
        return value
    text = _shown(value)
    return text if len(text) <= _MAX_CELL else text[:_MAX_CELL] + "…"


def _shown(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if type(value) is float and _float_format is not None:
        return _float_format % value
    try:
        return repr(value)
    except Exception as error:
        return f"<its repr() raised {type(error).__name__}>"


def _short(text):
    text = "".join(c if c.isprintable() else " " for c in text[:_TEXT_WIDTH + 1])
    return text if len(text) <= _TEXT_WIDTH else text[:_TEXT_WIDTH - 1] + "…"


def table_of(value, columns=None):
    """The :class:`Table` of a value. Raises TypeError for what is none.

    value
        A list of dicts, dataclasses, named tuples, objects or sequences; a dict of
        those, whose keys become the first column; an array of objects of
        JavaScript's; anything that can be iterated.
    columns
        The names of the columns to take, in this order; by default all.

    >>> table_of([{"a": 1}, {"a": 2}]).rows
    [[1], [2]]
    """
    if isinstance(value, Table):
        rows, names, total = [dict(zip(value.columns, row)) for row in value.rows], value.columns, value.total
        return _made(rows, names if columns is None else columns, total)
    index = None
    if isinstance(value, dict):
        index, value = list(value), list(value.values())
        if not any(map(_fields, value)):
            return _made([{"key": k, "value": v} for k, v in zip(index, value)], columns, len(index))
    items, total = _some(value)
    rows = []
    for at, item in enumerate(items):
        row = _fields(item)
        if row is None:
            row = {"value": item}
        if index is not None:
            row = {"key": index[at], **row}
        rows.append(row)
    return _made(rows, columns, total)


def _some(value):
    """The first items of an iterable, and how many there are."""
    if isinstance(value, (str, bytes)) or not hasattr(type(value), "__iter__"):
        raise TypeError(f"table() needs rows, such as a list of dicts, not {type(value).__name__!r}")
    if isinstance(value, _SEQUENCES):
        return value[:MAX_ROWS], len(value)
    items, total = [], 0
    for item in value:
        total += 1
        if total <= MAX_ROWS:
            items.append(item)
    return items, total


def _fields(item):
    """A row as a dict from column to value, or None for what is no row."""
    if isinstance(item, dict):
        return {str(k): v for k, v in item.items()}
    kind = type(item)
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(item, name, None) for name in kind.__dataclass_fields__}
    if hasattr(kind, "_fields") and isinstance(item, tuple):
        return dict(zip(kind._fields, item))
    if isinstance(item, _SEQUENCES):
        return {str(at): v for at, v in enumerate(item)}
    if is_js(item):
        return _js_fields(item)
    return None


def _js_fields(item):
    import js

    if js.Array.isArray(item):
        return {str(at): v for at, v in enumerate(item)}
    return {name: getattr(item, name) for name in js.Object.keys(item)} or None


def _made(rows, columns, total):
    if columns is None:
        columns = list(dict.fromkeys(name for row in rows for name in row))
    names = [str(name) for name in columns][:MAX_COLUMNS]
    total = len(rows) if total is None else total
    return Table(names, [[row.get(name) for name in names] for row in rows[:MAX_ROWS]], total)


def _is_table(value):
    """Whether a result is a table without being asked to be: alike rows in a list."""
    if type(value) is not list or len(value) < 2:
        return False
    first, rows = value[0], value[:_LOOKED_AT]
    if type(first) is dict:
        return bool(first) and all(type(k) is str for k in first) and all(
            type(row) is dict and row.keys() == first.keys() for row in rows
        )
    kind = type(first)
    return hasattr(kind, "__dataclass_fields__") and all(type(row) is kind for row in rows)


_float_format = None
# Longer texts stay as they are.
_FORMATTED = 200_000


def set_float_format(format):
    """How results show floats: a format such as ``%.2f``, or None for all digits.

    >>> set_float_format(None)
    """
    global _float_format
    _float_format = format


def _with_float_format(value, around=()):
    """``repr`` of floats, and of lists, tuples and dicts of them, in the person's format.

    ``around`` are the values that it is in, which may be itself.
    """
    kind = type(value)
    if kind is float:
        return _float_format % value
    if kind not in (list, tuple, dict) or len(around) > 50 or any(value is outer for outer in around):
        return repr(value)
    around += (value,)
    if kind is dict:
        return "{" + ", ".join(f"{k!r}: {_with_float_format(v, around)}" for k, v in value.items()) + "}"
    inner = ", ".join(_with_float_format(item, around) for item in value)
    if kind is list:
        return f"[{inner}]"
    return f"({inner},)" if len(value) == 1 else f"({inner})"


def enrich(value, found):
    """Adds to a result's bundle what its type cannot: tables, the format of floats.

    >>> found = {}; enrich([{"a": 1}, {"a": 2}], found); list(found)
    ['application/vnd.morelia.table+json']
    """
    if _float_format is not None and type(value) in (float, list, tuple, dict):
        if len(found.get("text/plain", "")) <= _FORMATTED:
            try:
                found["text/plain"] = _with_float_format(value)
            except Exception:
                # The repr of something in it; the bundle has told that already.
                pass
    if MIME not in found and _is_table(value):
        found[MIME] = table_of(value).json()


__all__ = ["MAX_COLUMNS", "MAX_ROWS", "MAX_TEXT", "MIME", "Table", "enrich", "set_float_format", "table_of"]
