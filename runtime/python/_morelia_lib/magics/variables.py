"""The session's variables: ``%who``, ``%whos``, ``%reset``, ``%xdel``, ``%precision``."""

import re

from .. import tables
from ..stdio import ask
from .arguments import options
from .registry import UsageError, console, register_magic

_ALWAYS = frozenset(("In", "Out", "display", "exit", "quit"))


def variables(session):
    """The person's own variables of a console, sorted: none that it began with, no results.

    >>> from _morelia_lib.console import Console
    >>> console = Console(type(re)("example"))
    >>> reply = console.handle({"op": "execute", "code": "b = 1; a = 2; _hidden = 3"})
    >>> variables(console)
    ['a', 'b']
    """
    names, begun = session.namespace, session.begun()
    return sorted(
        name for name, value in list(names.items())
        if isinstance(name, str) and not name.startswith("_") and name not in _ALWAYS
        and not (name in begun and begun[name] is value)
    )


def _of_types(line):
    wanted = line.split()
    names = console().namespace
    found = variables(console())
    return [n for n in found if not wanted or type(names[n]).__name__ in wanted]


@register_magic
def who(line):
    """Print the names of your variables, only those of some types if you name them.

    %who [TYPE ...]

    Example: %who str function
    """
    found = _of_types(line)
    print("\t".join(found) if found else "No variables match your requested type." if line
          else "Interactive namespace is empty.")


@register_magic
def who_ls(line):
    """Give the names of your variables as a list, only those of some types if you name them.

    %who_ls [TYPE ...]

    Example: names = %who_ls int float
    """
    return _of_types(line)


@register_magic
def whos(line):
    """Print your variables with their types and what is in them.

    %whos [TYPE ...]

    Example: %whos
    """
    found = _of_types(line)
    if not found:
        return who(line)
    names = console().namespace
    rows = [(n, type(names[n]).__name__, _summary(names[n])) for n in found]
    wide = [max(len(r[at]) for r in [("Variable", "Type"), *rows]) for at in (0, 1)]
    print(f"{'Variable':{wide[0]}}   {'Type':{wide[1]}}   Data/Info")
    print("-" * (wide[0] + wide[1] + 15))
    for name, kind, info in rows:
        print(f"{name:{wide[0]}}   {kind:{wide[1]}}   {info}".rstrip())


def _summary(value):
    if type(value) in (list, tuple, dict, set, frozenset):
        return f"n={len(value)}"
    try:
        text = repr(value)
    except Exception as error:
        return f"<its repr() raised {type(error).__name__}>"
    text = text.replace("\n", "\\n")
    return text if len(text) <= 60 else f"{text[:30]}<...>{text[-25:]}"


def _agreed(question):
    try:
        return ask(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


@register_magic(words=("-f", "-s", "in", "out"))
def reset(line):
    """Delete all your variables, and the history and results.

    %reset [-f] [-s] [in] [out]

    -f  do not ask
    -s  keep the history and results
    in  delete the history only;  out: the results only

    Example: %reset -f
    """
    opts, rest = options("%reset", line, "fs")
    what = rest.split()
    if unknown := [w for w in what if w not in ("in", "out")]:
        raise UsageError(f"%reset knows `in` and `out`, not `{unknown[0]}`")
    if not ("f" in opts or _agreed("Once deleted, variables cannot be recovered. Proceed (y/[n])? ")):
        print("Nothing done.")
        return
    session = console()
    if not what:
        session.forget_variables()
    if "out" in what or not (what or "s" in opts):
        session.forget_results()
    if "in" in what or not (what or "s" in opts):
        session.inputs[:-1] = [""] * (len(session.inputs) - 1)


@register_magic
def reset_selective(line):
    """Delete those of your variables whose name a regular expression finds.

    %reset_selective [-f] PATTERN

    -f  do not ask

    Example: %reset_selective -f ^tmp_
    """
    opts, pattern = options("%reset_selective", line, "f")
    try:
        finds = re.compile(pattern).search
        found = [n for n in variables(console()) if finds(n)] if pattern else None
    except re.error as error:
        raise UsageError(f"%reset_selective: {pattern!r} is no regular expression: {error}") from None
    if found is None:
        raise UsageError("%reset_selective needs a regular expression, as in `%reset_selective ^tmp_`")
    if not ("f" in opts or _agreed(f"Delete {', '.join(found) or 'nothing'}? Proceed (y/[n])? ")):
        print("Nothing done.")
        return
    for name in found:
        console().namespace.pop(name, None)


@register_magic
def xdel(line):
    """Delete a variable, and the results that are the same object.

    %xdel NAME

    Example: %xdel big
    """
    name, session = line.strip(), console()
    if name not in session.namespace:
        raise UsageError(f"%xdel: there is no variable `{name}`")
    session.forget_value(session.namespace.pop(name))


@register_magic
def psearch(line, *, frame):
    """Print the names that match a pattern with ``*``, of variables, built-ins and attributes.

    %psearch PATTERN

    ``pattern?`` is the same.

    Example: js.document.query*?
    """
    import builtins
    import fnmatch

    from ..resolve import resolve
    from ..scan import scan

    owner, _, pattern = line.strip().rpartition(".")
    if owner:
        found, _begin = resolve(scan(owner).tokens, frame.f_globals)
        if found is None:
            raise UsageError(f"%psearch: object `{owner}` not found")
        every = dir(found.value)
    else:
        every = [*frame.f_globals, *vars(builtins)]
    hidden = pattern.startswith("_")
    matches = sorted({n for n in every if fnmatch.fnmatchcase(n, pattern) and (hidden or not n.startswith("_"))})
    if owner:
        matches = [f"{owner}.{n}" for n in matches]
    print("\n".join(matches) if matches else f"Nothing matches {line.strip()!r}.")


@register_magic
def precision(line):
    """Say how many digits results show of floats.

    %precision DIGITS      3: as '%.3f' writes it
    %precision FORMAT      such as %e or %.4g
    %precision             as they are

    The session's own values stay exact.

    Example: %precision 2
    """
    text = line.strip().strip("'\"")
    if not text:
        tables.set_float_format(None)
        return "%r"
    if text.isdigit():
        if int(text) > 100:
            raise UsageError("%precision takes up to 100 digits")
        text = f"%.{text}f"
    try:
        text % 3.14159
    except (TypeError, ValueError):
        raise UsageError(f"%precision takes a number of digits or a format such as %.3g, not {text!r}") from None
    tables.set_float_format(text)
    return text


__all__ = [
    "precision", "psearch", "reset", "reset_selective", "variables", "who", "who_ls", "whos", "xdel",
]
