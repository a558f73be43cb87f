"""Decides whether Enter runs a cell or opens a new line.

The rules are IPython's: a block is over when it is followed by a blank line or
by a line that is not indented. ``codeop`` is not used, because RustPython's
takes ``@d`` and ``try:\\n  pass`` for errors.
"""

from .magics.transform import cell_magic, may_have_magics, transform
from .scan import scan

_COMPOUND = frozenset(
    ("if", "while", "for", "try", "with", "def", "class", "async", "match", "@",
     "elif", "else", "except", "finally", "case")
)
_ENDING = frozenset(("return", "pass", "break", "continue", "raise"))
_TOP_LEVEL_AWAIT = 0x2000
_STEP = "    "


def answer_is_complete(console, request):
    """Answers the operation ``is_complete``."""
    status, indent = is_complete(request["code"])
    return {"status": status, "indent": indent}


def is_complete(code):
    """Tells whether ``code`` can be run, needs more, or is wrong.

    Gives ``(status, indent)``: ``complete``, ``incomplete`` or ``invalid``, and
    the white space that the next line should begin with.

    >>> is_complete("for x in y:")
    ('incomplete', '    ')
    >>> is_complete("1 + 1")
    ('complete', '')
    """
    if may_have_magics(code):
        if (found := cell_magic(code)) is not None:
            return _cell_is_complete(code, found)
        code = transform(code)
    scanned = scan(code)
    lines = scanned.logical_lines()
    if scanned.string is not None:
        goes_on = len(scanned.string.quote) == 3 or code.endswith(("\\", "\\\n"))
        return "incomplete" if goes_on else "invalid", ""
    if scanned.broken:
        return "invalid", ""
    if scanned.brackets:
        return ("incomplete", _bracket_indent(scanned)) if _can_go_on(code, scanned) else ("invalid", "")
    if scanned.continued:
        return "incomplete", scanned.indent_of(lines[-1][0]) + _STEP if lines else ""
    if not lines:
        return "complete", ""
    if _compiles(code):
        if _in_block(scanned, lines) and not _blank_last_line(code):
            return "incomplete", _next_indent(scanned, lines[-1])
        return "complete", ""
    if _compiles(code.rstrip() + _continuation(scanned, lines)):
        return "incomplete", _next_indent(scanned, lines[-1])
    return "invalid", ""


def _cell_is_complete(code, magic):
    """A cell magic ends with a blank line, whatever is in it."""
    body = magic[2]
    if body.strip() and _blank_last_line(code):
        return "complete", ""
    last = body.rpartition("\n")[2]
    indent = last[:len(last) - len(last.lstrip(" \t"))]
    return "incomplete", indent + _STEP * last.rstrip().endswith(":")


def _compiles(code):
    import warnings

    if not code.endswith("\n"):
        code += "\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(code, "<input>", "exec", _TOP_LEVEL_AWAIT, True)
        except Exception:
            return False
    return True


def _can_go_on(code, scanned):
    """Whether open brackets are the only thing that is wrong so far.

    The lines before the one with the bracket must be right; what is inside
    brackets can only be judged when they are closed.
    """
    first = scanned.tokens[scanned.brackets[0]]
    begin = code.rfind("\n", 0, first.start) + 1
    before = code[:begin]
    earlier = scan(before)
    lines = earlier.logical_lines()
    return not lines or _compiles(before) or _compiles(before.rstrip() + _continuation(earlier, lines))


def _bracket_indent(scanned):
    token = scanned.tokens[scanned.brackets[-1]]
    last = scanned.tokens[-1]
    if last is token:
        return scanned.indent_of(token) + _STEP
    return scanned.indent_of(last)


def _in_block(scanned, lines):
    last = lines[-1]
    if scanned.indent_of(last[0]):
        return True
    return last[0].text in _COMPOUND and not _is_soft_name(last)


def _is_soft_name(line):
    """Whether ``match`` or ``case`` is a plain name in this line."""
    return line[0].text in ("match", "case") and not any(t.text == ":" for t in line)


def _blank_last_line(code):
    head, line_end, last = code.rpartition("\n")
    return bool(line_end) and not last.strip()


def _next_indent(scanned, line):
    indent = scanned.indent_of(line[0])
    if line[-1].text == ":":
        return indent + _STEP
    if line[0].text in _ENDING:
        return indent[:-4] if indent.endswith(_STEP) else indent[:-1]
    return indent


def _continuation(scanned, lines):
    """Text that would complete the code, if only its end is missing."""
    last = lines[-1]
    indent = scanned.indent_of(last[0])
    text = ""
    if last[-1].text == ":":
        inner = indent + " "
        text = f"\n{inner}case _: pass" if last[0].text == "match" else f"\n{inner}pass"
    elif last[0].text == "@":
        text = f"\n{indent}def _(): pass"
    for level in reversed(_open_tries(scanned, lines)):
        text += f"\n{level}finally: pass"
    return text


def _open_tries(scanned, lines):
    """The indentations of the ``try`` statements that have no handler yet."""
    stack = []
    for line in lines:
        indent, word = scanned.indent_of(line[0]), line[0].text
        while stack and len(stack[-1][0]) > len(indent):
            stack.pop()
        if stack and len(stack[-1][0]) == len(indent):
            if word in ("except", "finally"):
                stack[-1][1] = True
                continue
            if word == "else":
                continue
            stack.pop()
        if word == "try":
            stack.append([indent, False])
    return [indent for indent, handled in stack if not handled]


__all__ = ["answer_is_complete", "is_complete"]
