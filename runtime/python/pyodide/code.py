"""Running code, with Pyodide's names.

>>> eval_code("x = 1; x + 1")
2
"""

import ast as _ast
import inspect as _inspect
from functools import lru_cache as _lru_cache
from functools import wraps as _wraps

import js as _js

__all__ = [
    "CodeRunner",
    "eval_code",
    "eval_code_async",
    "find_imports",
    "relaxed_call",
    "relaxed_wrap",
    "run_js",
    "should_quiet",
]

_RETURN_MODES = ("last_expr", "last_expr_or_assign", "none")
# What the last statement gives is kept under a name
# that no program spells.
_RESULT = "<morelia result>"


def should_quiet(source, /):
    """Whether a program ends with a semicolon, which asks for no result.

    source
        `str`, Python.

    >>> should_quiet("1 + 1;"), should_quiet("1 + 1 # ;")
    (True, False)
    """
    import io
    import tokenize

    last = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in (tokenize.OP, tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.FSTRING_END):
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return False
    return last == ";"


class CodeRunner:
    """A program that is compiled once and run as often as you like.

    source
        `str`, Python. An `ast` may be changed before `compile`.
    return_mode
        What a run gives: "last_expr", the value of the last statement if it is
        an expression; "last_expr_or_assign", also of an assignment; "none".
    mode
        "exec", "single" or "eval", as for `compile`.
    quiet_trailing_semicolon
        Whether a semicolon at the end means None.
    filename, flags, dont_inherit, optimize
        As for `compile`.

    Raises `SyntaxError`, and `ValueError` for another return mode.

    >>> CodeRunner("1 + 1").compile().run()
    2
    """

    def __init__(
        self,
        source,
        *,
        return_mode="last_expr",
        mode="exec",
        quiet_trailing_semicolon=True,
        filename="<exec>",
        flags=0,
        dont_inherit=False,
        optimize=-1,
    ):
        if return_mode not in _RETURN_MODES:
            modes = ", ".join(map(repr, _RETURN_MODES))
            raise ValueError(f"the return mode is one of {modes}, not {return_mode!r}")
        self.source = source
        self.filename = filename
        self.mode = mode
        self.return_mode = return_mode
        self.flags = flags
        self.dont_inherit = dont_inherit
        self.optimize = optimize
        self.code = None
        #: The program's syntax tree.
        self.ast = _ast.parse(source, filename=filename, mode=mode)
        if quiet_trailing_semicolon and should_quiet(source):
            self.return_mode = "none"

    def compile(self):
        """Compile the `ast` as it is now. Gives the runner itself.

        Raises `SyntaxError`, `ValueError`, `OverflowError`, as `compile`.

        >>> runner = CodeRunner("1 + 1").compile()
        """
        tree = self.ast
        if self.mode == "exec" and self.return_mode != "none":
            tree = _keeping_result(tree, self.return_mode)
        flags = self.flags | _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.code = compile(tree, self.filename, self.mode, flags, self.dont_inherit, self.optimize)
        return self

    def run(self, globals=None, locals=None):
        """Run the program. Gives what `return_mode` says.

        globals, locals
            As for `exec`; a new dict by default.

        Raises what the program raises; `RuntimeError` before `compile` and for
        a program that awaits.

        >>> CodeRunner("x + 1").compile().run({"x": 1})
        2
        """
        code, globals = self._prepared(globals)
        if code.co_flags & _inspect.CO_COROUTINE:
            raise RuntimeError("this program awaits at its top level: use run_async()")
        value = eval(code, globals, locals)
        return self._result(value, globals, locals)

    async def run_async(self, globals=None, locals=None):
        """Run a program that may await at its top level. Otherwise as `run`.

        >>> await CodeRunner("await asyncio.sleep(0, 5)").compile().run_async({"asyncio": asyncio})
        5
        """
        code, globals = self._prepared(globals)
        value = eval(code, globals, locals)
        if _inspect.iscoroutine(value) and code.co_flags & _inspect.CO_COROUTINE:
            value = await value
        return self._result(value, globals, locals)

    def _prepared(self, globals):
        if self.code is None:
            raise RuntimeError("the program is not compiled yet: call compile() first")
        return self.code, {} if globals is None else globals

    def _result(self, value, globals, locals):
        if self.mode == "eval":
            return None if self.return_mode == "none" else value
        return (globals if locals is None else locals).pop(_RESULT, None)


def _keeping_result(tree, return_mode):
    """A tree whose last statement also leaves its value behind."""
    if not tree.body:
        return tree
    body, last = tree.body[:-1], tree.body[-1]
    keep = _ast.Name(_RESULT, _ast.Store())
    if isinstance(last, _ast.Expr):
        kept = [_ast.Assign([keep], last.value)]
    elif return_mode == "last_expr_or_assign" and (name := _assigned(last)) is not None:
        kept = [last, _ast.Assign([keep], _ast.Name(name, _ast.Load()))]
    else:
        return tree
    for statement in kept:
        _ast.copy_location(statement, last)
        _ast.fix_missing_locations(statement)
    return _ast.Module(body + kept, tree.type_ignores)


def _assigned(statement):
    """The name that a statement assigns to, or None."""
    if isinstance(statement, _ast.Assign):
        target = statement.targets[0]
    elif isinstance(statement, (_ast.AugAssign, _ast.AnnAssign)) and statement.value is not None:
        target = statement.target
    else:
        return None
    return target.id if isinstance(target, _ast.Name) else None


def eval_code(source, globals=None, locals=None, **options):
    """Run a program. Gives the value of its last expression.

    source
        `str`, Python.
    globals, locals
        As for `exec`; a new dict by default.
    options
        Those of `CodeRunner`.

    Raises `SyntaxError`, and what the program raises.

    >>> eval_code("1 + 1"), eval_code("1 + 1;")
    (2, None)
    """
    return CodeRunner(source, **options).compile().run(globals, locals)


async def eval_code_async(source, globals=None, locals=None, **options):
    """Run a program that may await at its top level. Otherwise as `eval_code`.

    >>> await eval_code_async("import asyncio; await asyncio.sleep(0, 'done')")
    'done'
    """
    return await CodeRunner(source, **options).compile().run_async(globals, locals)


def find_imports(source):
    """The names of the modules that a program imports, without their dots.

    source
        `str`, Python.

    Gives a sorted list; an empty one for what is no Python.

    >>> find_imports("import os.path as p; from json import loads")
    ['json', 'os']
    """
    import textwrap

    try:
        tree = _ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return []
    found = set()
    for node in _ast.walk(tree):
        if isinstance(node, _ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, _ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return sorted(found)


@_lru_cache(maxsize=256)
def _accepted(function):
    """How many positional arguments a function takes, and which names (None: any)."""
    try:
        parameters = _inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None, None
    positional, names = 0, set()
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional = None
        elif parameter.kind is parameter.VAR_KEYWORD:
            names = None
        else:
            if parameter.kind is not parameter.KEYWORD_ONLY and positional is not None:
                positional += 1
            if parameter.kind is not parameter.POSITIONAL_ONLY and names is not None:
                names.add(parameter.name)
    return positional, names


def relaxed_call(function, *args, **kwargs):
    """Call a function as JavaScript would: arguments that it does not take are left out.

    Raises what the function raises; `TypeError` when it misses some.

    >>> relaxed_call(lambda a: a, 1, 2, b=3)
    1
    """
    try:
        positional, names = _accepted(function)
    except TypeError:  # a callable that has no hash
        positional, names = _accepted.__wrapped__(function)
    if positional is not None:
        args = args[:positional]
    if names is not None:
        kwargs = {name: value for name, value in kwargs.items() if name in names}
    return function(*args, **kwargs)


def relaxed_wrap(function):
    """A function that calls another one with `relaxed_call`: a decorator.

    >>> relaxed_wrap(lambda: 5)("ignored")
    5
    """

    @_wraps(function, updated=())
    def call(*args, **kwargs):
        return relaxed_call(function, *args, **kwargs)

    return call


def run_js(code, /):
    """Run JavaScript as `eval` does, and return its value.

    code
        `str`, the JavaScript.

    In the extension this raises `pyodide.ffi.JsException` (an `EvalError`):
    browsers let no content script evaluate text.
    """
    if not isinstance(code, str):
        raise TypeError(f"run_js() needs a str, not {type(code).__name__!r}")
    return _js.eval(code)
