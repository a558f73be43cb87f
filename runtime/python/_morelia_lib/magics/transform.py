"""Turns the magics of a cell into Python, line for line.

A magic stands where a statement begins, so strings, brackets and continued lines
are lexed to find out; a magic's own text is not, because it need not be Python.
Each magic becomes a call on the same line, so tracebacks keep their line numbers.
"""

import re

from ..scan import Scan, _Lexer

# No name of the session's is used, so the person cannot hide it.
_CALL = "__import__('_morelia_lib.magics', None, None, ['']).{}({})"
_TARGET = r"[^\W\d]\w*(?:\.[^\W\d]\w*|\[[^\]=%!]*\])*"
_ASSIGNED = re.compile(
    rf"((?:{_TARGET}(?:\s*,\s*{_TARGET})*\s*(?::[^=%!'\"#]+)?=\s*)+)([%!])(?=[^\W\d]|[./~])(.*)", re.DOTALL
)
_MAGIC = re.compile(r"(%{1,2})([^\W\d]\w*)(.*)", re.DOTALL)
_HELP_AFTER = re.compile(
    r"(%{0,2}[^\W\d](?:[\w.*]|\[-?[0-9]+\]|\[\"[^\"]*\"\]|\['[^']*'\])*|\*[\w.*]+)(\?{1,2})\s*;?\s*\Z"
)
_HELP_BEFORE = re.compile(r"(\?{1,2})\s*(%{0,2}[\w.*\[\]'\"-]+)\s*;?\s*\Z")
_CELL = re.compile(r"((?:[ \t]*\n)*)%%([^\W\d]\w*)([^\n]*)(\n|\Z)")


class Escape:
    """A magic in a cell: ``start`` to ``end`` in code points, and what it is.

    ``kind`` is ``line``, ``shell``, ``help`` or ``wrong``; ``name`` and ``text`` are the
    magic's name and what follows it; ``prefix`` is an assignment's ``x =``;
    ``text_start`` says where ``text`` begins; ``cut`` whether a backslash ends the cell.

    >>> [(e.kind, e.name, e.text) for e in escapes("x = %time f()")]
    [('line', 'time', 'f()')]
    """

    __slots__ = ("start", "end", "kind", "prefix", "name", "text", "text_start", "lines", "cut")

    def __init__(self, start, end, kind, prefix, name, text, text_start):
        self.start, self.end, self.kind = start, end, kind
        self.prefix, self.name, self.text, self.text_start = prefix, name, text, text_start
        self.lines, self.cut = 0, False

    def call(self):
        """The Python that stands for it."""
        if self.kind == "line":
            call = _CALL.format("line", f"{self.name!r}, {self.text!r}")
        elif self.kind == "shell":
            call = _CALL.format("shell", repr(self.text))
        else:
            call = _CALL.format("describe", f"{self.text!r}, {self.name}")
        return self.prefix + call + (" \\" if self.cut else "") + "\n" * self.lines


class _Statements(_Lexer):
    """Lexes a cell and steps over its magics."""

    def __init__(self, code):
        super().__init__(Scan(code))
        self.escapes = []

    def run(self):
        self._begin()
        super().run()

    def _line_end(self):
        super()._line_end()
        if not self.result.brackets:
            self._begin()

    def _begin(self):
        text, start = self.text, self.at
        while start < len(text) and text[start] in " \t\f":
            start += 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if "%" not in line and "?" not in line and "!" not in line:
            return
        pieces, lines, cut = [line], 0, False
        while pieces[-1].rstrip().endswith("\\") and not pieces[-1].lstrip().startswith("#"):
            pieces[-1] = pieces[-1].rstrip()[:-1]
            if end >= len(text):
                cut = True
                break
            begin, end = end + 1, text.find("\n", end + 1)
            end = len(text) if end < 0 else end
            pieces.append(text[begin:end])
            lines += 1
        found = _escape(" ".join(pieces) if lines else pieces[0], start, end)
        if found is not None:
            found.lines, found.cut = lines, cut
            self.escapes.append(found)
            self.at = end


def _escape(line, start, end):
    match = _HELP_AFTER.match(line)
    if match:
        return Escape(start, end, "help", "", len(match[2]) - 1, match[1], start)
    first = line[:1]
    if first == "?":
        match = _HELP_BEFORE.match(line)
        return match and Escape(start, end, "help", "", len(match[1]) - 1, match[2], start + match.start(2))
    if first == "!":
        return Escape(start, end, "shell", "", "", line[1:].strip(), start + 1)
    prefix, place = "", start
    if first != "%":
        match = _ASSIGNED.match(line)
        if not match:
            return None
        prefix, place, line = match[1], start + match.start(2), line[match.start(2):]
        if line[0] == "!":
            return Escape(start, end, "shell", prefix, "", line[1:].strip(), place + 1)
    match = _MAGIC.match(line)
    if not match or match[1] == "%%" and prefix:
        return None
    after = match[3]
    text = after.strip()
    text_start = place + match.start(3) + len(after) - len(after.lstrip())
    # "%%name" below the first line is told what it is, by the registry.
    return Escape(start, end, "line", prefix, match[1][1:] + match[2], text, text_start)


def may_have_magics(code):
    """Whether it is worth while to look for magics in a cell.

    >>> may_have_magics("x = 1"), may_have_magics("%time x")
    (False, True)
    """
    return "%" in code or "?" in code or "!" in code


def escapes(code):
    """The magics of a cell that is no cell magic: a list of :class:`Escape`.

    >>> [e.text for e in escapes("s = '''\\n%no\\n'''\\n%cd /tmp")]
    ['/tmp']
    """
    if not may_have_magics(code):
        return []
    found = _Statements(code)
    found.run()
    return found.escapes


def cell_magic(code):
    """``(name, text, body, first line of the body)`` of a cell magic, or None.

    >>> cell_magic("%%html\\n<b>")
    ('html', '', '<b>', 2)
    """
    match = _CELL.match(code)
    if not match or match[3].rstrip().endswith("?"):
        return None
    return match[2], match[3].strip(), code[match.end():], match[1].count("\n") + 2


def transform(code):
    """The Python of a cell: the same text, if it has no magics.

    >>> transform("x = 1\\nif x:\\n    %cd /tmp").splitlines()[:2]
    ['x = 1', 'if x:']
    """
    if not may_have_magics(code):
        return code
    found = cell_magic(code)
    if found is not None:
        name, text, body, first_line = found
        call = _CALL.format("cell", f"{name!r}, {text!r}, {body!r}, {first_line}")
        return "\n" * (first_line - 2) + call
    pieces, at = [], 0
    for escape in escapes(code):
        pieces += [code[at:escape.start], escape.call()]
        at = escape.end
    return "".join(pieces) + code[at:]


__all__ = ["Escape", "cell_magic", "escapes", "may_have_magics", "transform"]
