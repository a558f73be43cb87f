"""The magics by name: those that ship with us, and those that the person adds."""

import importlib
import re

#: Module of this package: the magics in it. Each is imported when it is first used.
MODULES = {
    "timing": "timeit time prun",
    "variables": "who whos who_ls reset reset_selective xdel psearch precision",
    "history": "history save load run",
    "files": "cat cd cp less ls mkdir mv pwd rm rmdir writefile",
    "packages": "pip",
    "markup": "capture html javascript js markdown svg latex",
    "failures": "debug pdb tb xmode",
    "descriptions": "autoawait env lsmagic magic pinfo pinfo2",
}
_PLACES = {name: module for module, names in MODULES.items() for name in names.split()}
_registered = {}
_console = None


class UsageError(Exception):
    """A magic was used in a way that it does not know. Told without a traceback.

    >>> raise UsageError("%cd: there is no such folder")  # doctest: +SKIP
    """

    # Tracebacks name a class without its module if that is builtins.
    __module__ = "builtins"
    morelia_brief = True


class Magic:
    """A magic: its name, its functions, its documentation.

    ``line`` takes the text after the name, ``cell`` that and the body; either may
    be None. ``takes_code`` says that the text is Python; ``words`` are what the
    text may be, or ``"path"``.

    >>> Magic("hello", lambda text: print(text), None).kinds
    'line'
    """

    def __init__(self, name, line, cell, takes_code=False, words=()):
        self.name, self.line, self.cell = name, line, cell
        self.takes_code, self.words = takes_code, words
        self._wants = {id(f): _wanted(f) for f in (line, cell) if f is not None}

    @property
    def kinds(self):
        """``line``, ``cell`` or ``line and cell``."""
        return " and ".join(k for k, f in (("line", self.line), ("cell", self.cell)) if f is not None)

    @property
    def documentation(self):
        """The docstring, without its indentation."""
        from ..inspection import clean_documentation

        function = self.line or self.cell
        return clean_documentation(function.__doc__ or "It has no documentation.")

    def call(self, function, *values, **known):
        """Calls one of its functions, with what it wants to know of the place."""
        wants = self._wants[id(function)]
        return function(*values, **{name: known[name] for name in wants if name in known})


def _wanted(function):
    """Which of ``frame`` and ``first_line`` a function takes."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ()
    return [n for n in ("frame", "first_line") if n in code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]]


def register_magic(function=None, *, kind=None, name=None, takes_code=False, words=()):
    """Makes a function a magic of the console: a decorator.

    function
        A line magic takes the text after its name; a cell magic that and the
        body, both `str`; one for both has None for the body in a line. What it
        returns is the result. Its docstring is what ``%name?`` shows.
    kind
        "line" (the default), "cell" or "line_cell"; it may also be given as the
        only argument.
    name
        The magic's name; by default the function's.
    takes_code
        Whether the text is Python, for completion, and so is left as it is:
        otherwise ``{expression}`` and ``$name`` in it are replaced.
    words
        What the text may be, for completion, or "path".

    A magic of the same name is replaced. Raises `ValueError` for another kind
    and a name that is no identifier.

    >>> @register_magic
    ... def shout(line):
    ...     print(line.upper())
    """
    if isinstance(function, str):
        function, kind = None, function
    if function is None:
        return lambda function: register_magic(
            function, kind=kind, name=name, takes_code=takes_code, words=words
        )
    kind = kind or "line"
    if kind not in ("line", "cell", "line_cell"):
        raise ValueError(f"a magic is of the kind 'line', 'cell' or 'line_cell', not {kind!r}")
    name = name or function.__name__
    if not name.isidentifier():
        raise ValueError(f"a magic's name is an identifier, not {name!r}")
    _registered[name] = Magic(
        name, function if kind != "cell" else None, function if kind != "line" else None,
        takes_code, words,
    )
    return function


def find(name):
    """The :class:`Magic` of a name, or None.

    >>> find("time").kinds
    'line and cell'
    """
    if name not in _registered and name in _PLACES:
        importlib.import_module(f"{__package__}.{_PLACES[name]}")
    return _registered.get(name)


def names():
    """The names of all magics, sorted.

    >>> "time" in names()
    True
    """
    return sorted({*_PLACES, *_registered})


def use(console):
    """Tells which console's cell runs now."""
    global _console
    _console = console


def console():
    """The console whose cell runs, or ran last.

    >>> console() is None or bool(console().namespace)
    True
    """
    return _console


def check_places(code):
    """Raises UsageError for a cell magic that is not at the beginning of its cell.

    >>> check_places("%time x")
    """
    from .transform import cell_magic, escapes

    for escape in escapes(code) if cell_magic(code) is None else ():
        if escape.kind == "line" and escape.name.startswith("%"):
            raise UsageError(f"`%{escape.name}` is a cell magic: it has to be the first line of the cell")


def run_line(name, text, frame):
    """Runs a line magic for a frame. Raises UsageError for one that is not known."""
    magic = find(name)
    if magic is None or magic.line is None:
        raise UsageError(_unknown("Line", "%", name, magic))
    if not magic.takes_code:
        text = expanded(text, frame)
    return magic.call(magic.line, text, frame=frame)


def run_cell(name, text, body, first_line, frame):
    """Runs a cell magic. Raises UsageError for one that is not known."""
    magic = find(name)
    if magic is None or magic.cell is None:
        raise UsageError(_unknown("Cell", "%%", name, magic))
    if not magic.takes_code:
        text = expanded(text, frame)
    return magic.call(magic.cell, text, body, frame=frame, first_line=first_line)


def _unknown(kind, sign, name, magic):
    from difflib import get_close_matches

    message = f"{kind} magic function `{sign}{name}` not found."
    if magic is not None:
        other = "%" if sign == "%%" else "%%"
        return f"{message} But `{other}{name}` exists: did you mean that?"
    close = get_close_matches(name, names(), 1, 0.6)
    if close:
        found = find(close[0])
        has_it = found.line if sign == "%" else found.cell
        message += f" Did you mean `{sign if has_it else '%' if sign == '%%' else '%%'}{close[0]}`?"
    return message + " `%lsmagic` lists all of them."


_FIELD = re.compile(r"\{([^{}]+)\}|\$([^\W\d]\w*)")


def expanded(text, frame):
    """Text with ``{expression}`` and ``$name`` replaced by their values.

    What cannot be evaluated stays as it is.

    >>> import sys
    >>> expanded("a {1 + 1} $nobody", sys._getframe())
    'a 2 $nobody'
    """
    def value(match):
        source = match[1] or match[2]
        try:
            return str(eval(source, frame.f_globals, frame.f_locals))
        except Exception:
            return match[0]

    return _FIELD.sub(value, text) if "{" in text or "$" in text else text


__all__ = [
    "MODULES", "Magic", "UsageError", "check_places", "console", "expanded", "find", "names",
    "register_magic", "run_cell", "run_line", "use",
]
