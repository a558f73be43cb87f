"""Documentation: ``obj?``, ``%lsmagic``, ``%magic``; ``%env``, ``%autoawait``."""

import os

from . import completion, registry
from .registry import UsageError, register_magic


def show(expression, detail, frame):
    """Prints what is known of an expression, a magic or, with ``*``, all names that match.

    >>> import sys
    >>> show("%pwd", 0, sys._getframe())  # doctest: +SKIP
    """
    name = expression.lstrip("%")
    if "*" in expression:
        registry.run_line("psearch", expression, frame)
        return
    found = None if expression.startswith("%") else _looked_up(expression, frame)
    if found is None:
        magic = registry.find(name) if name.isidentifier() else None
        if magic is not None:
            print(_magic_text(magic, detail))
            return
        kind = "Magic" if expression.startswith("%") else "Object"
        print(f"{kind} `{expression}` not found.")
        return
    from ..inspection import description

    print(description(found.value, expression, detail, found.is_instance), end="")


def _looked_up(expression, frame):
    from ..resolve import resolve
    from ..scan import scan

    tokens = scan(expression).tokens
    namespace = frame.f_globals if frame.f_locals is frame.f_globals else {**frame.f_globals, **frame.f_locals}
    found, begin = resolve(tokens, namespace)
    return found if begin == 0 else None


def _magic_text(magic, detail):
    sign = "%%" if magic.line is None else "%"
    text = f"{sign}{magic.name}  ({magic.kinds} magic)\n\n{magic.documentation}"
    if detail:
        from ..inspection import source_of

        source = source_of(magic.line or magic.cell)
        text += f"\n\n{source}" if source else ""
    return text


def at(code, cursor, detail):
    """The documentation of the magic whose name the cursor is in, or None.

    >>> at("%pwd", 2, 0).splitlines()[0]
    '%pwd  (line magic)'
    """
    begin = end = max(0, min(cursor, len(code)))
    while begin and (code[begin - 1].isalnum() or code[begin - 1] == "_"):
        begin -= 1
    while end < len(code) and (code[end].isalnum() or code[end] == "_"):
        end += 1
    found = completion.in_magic(code[:end], end, {})
    if found is None or code[begin - 1:begin] != "%":
        return None
    magic = registry.find(code[begin:end])
    return None if magic is None else _magic_text(magic, detail)


@register_magic(takes_code=True)
def pinfo(line, *, frame):
    """Print what is known of an object: signature, type, documentation.

    ``obj?`` and ``?obj`` are the same.

    Example: %pinfo js.document
    """
    if not line.strip():
        raise UsageError("%pinfo needs a name, as in `%pinfo print`")
    show(line.strip(), 0, frame)


@register_magic(takes_code=True)
def pinfo2(line, *, frame):
    """The same as %pinfo, with the source code.

    ``obj??`` is the same.

    Example: %pinfo2 morelia.find
    """
    if not line.strip():
        raise UsageError("%pinfo2 needs a name, as in `%pinfo2 print`")
    show(line.strip(), 1, frame)


@register_magic
def lsmagic(line):
    """List all magics and console functions.

    Example: %lsmagic
    """
    from .. import console_names

    lines, cells = [], []
    for name in registry.names():
        magic = registry.find(name)
        if magic.line is not None:
            lines.append(f"%{name}")
        if magic.cell is not None:
            cells.append(f"%%{name}")
    print(f"Available line magics:\n{'  '.join(lines)}\n\nAvailable cell magics:\n{'  '.join(cells)}\n")
    print(f"Console functions:\n{'  '.join(console_names.FUNCTIONS)}\n")
    print("`%name?` tells what one does, `@register_magic` from the module morelia adds one.")


@register_magic
def magic(line):
    """Print the documentation of all magics, one line each with -brief.

    %magic [-brief]

    Example: %magic -brief
    """
    word = line.strip()
    if word not in ("", "-brief"):
        raise UsageError(f"%magic takes -brief, not {word!r}; `%{word.lstrip('%')}?` tells about one")
    for name in registry.names():
        found = registry.find(name)
        sign = "%%" if found.line is None else "%"
        if word:
            print(f"{sign + name:<18}{found.documentation.splitlines()[0]}")
        else:
            body = found.documentation.replace("\n", "\n    ")
            print(f"{sign}{name}:\n    {body}\n")


def _environment_names():
    return sorted(os.environ)


@register_magic(words=_environment_names)
def env(line):
    """Give the environment's variables, or one of them; or set one.

    %env
    %env NAME
    %env NAME=VALUE

    Example: %env LANG=de_DE.UTF-8
    """
    text = line.strip()
    if not text:
        return dict(os.environ)
    name, equals, value = text.partition("=")
    if not equals:
        name, space, value = text.partition(" ")
        equals = space
    name = name.strip()
    if equals:
        if not name or any(c.isspace() for c in name):
            raise UsageError(f"%env: {name!r} is no name of a variable")
        os.environ[name] = value.strip()
        print(f"env: {name}={value.strip()}")
        return None
    if name not in os.environ:
        raise UsageError(f"%env: there is no variable {name}")
    return os.environ[name]


@register_magic
def autoawait(line):
    """Tell how `await` works in cells: always, with asyncio.

    Example: %autoawait
    """
    if line.strip() not in ("", "on", "True", "asyncio"):
        raise UsageError("%autoawait cannot be changed: `await` always works in cells, with asyncio")
    print("Cells may `await` at their top level; the loop is asyncio's, and it goes on between cells.")


__all__ = ["at", "autoawait", "env", "lsmagic", "magic", "pinfo", "pinfo2", "show"]
