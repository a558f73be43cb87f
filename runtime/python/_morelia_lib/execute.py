"""Runs code: console cells, scripts, modules, and what ``compile`` knows.

Each function gives the value of the run, :data:`NOTHING` when there is none,
and lets every exception through: telling it is the console's business.
"""

import sys

_ONLY_AST = 0x400
_TOP_LEVEL_AWAIT = 0x2000
_COROUTINE = 0x80
# barry_as_FLUFL, generator_stop, annotations.
_FUTURE_FLAGS = 0x1C00000
_RESULT = "__morelia_result__"

#: What a run without a value gives.
NOTHING = object()


def remember_source(filename, source):
    """Lets tracebacks and ``inspect`` show the lines of code without a file.

    >>> remember_source("<cell 1>", "1 / 0")
    """
    import linecache

    lines = source.splitlines(True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    entry = (len(source), None, lines, filename)
    linecache.cache[filename] = entry
    if not filename.startswith(("<", "/")):
        # pdb looks for the lines of the file's full name.
        import os

        linecache.cache[os.path.abspath(filename)] = entry


def forget_source(filename):
    """Drops what :func:`remember_source` keeps of code without a file.

    >>> forget_source("<cell 1>")
    """
    import linecache

    linecache.cache.pop(filename, None)


class Compiler:
    """Compiles, and keeps the ``from __future__`` imports of earlier cells.

    >>> compiler = Compiler()
    >>> eval(compiler.compile("1 + 1", "<x>", "eval"))
    2
    """

    def __init__(self):
        self.flags = 0

    def compile(self, source, filename, mode, extra=0):
        """As ``compile``, with top-level ``await``. ``source`` may be a tree."""
        code = compile(source, filename, mode, self.flags | _TOP_LEVEL_AWAIT | extra, True)
        if not extra:
            self.flags |= code.co_flags & _FUTURE_FLAGS
        return code

    def cell(self, source, filename):
        """Gives ``(codes, has_result)`` for a console cell.

        The code objects are to be run one after the other. The value of a last
        expression is assigned to a hidden variable, so that the cell is one
        code object, with one frame in a traceback. An expression that ends with
        a semicolon has no result, as in IPython.
        """
        tree = self._tree(source, filename)
        last = tree.body[-1] if tree.body else None
        if type(last).__name__ != "Expr" or _ends_with_semicolon(source, last):
            return [self.compile(source, filename, "exec")], False
        if "\\ud" in source.lower():
            return self._split_cell(source, filename, last), True
        import _ast

        place = {
            "lineno": last.lineno, "col_offset": last.col_offset,
            "end_lineno": last.end_lineno, "end_col_offset": last.end_col_offset,
        }
        target = _ast.Name(id=_RESULT, ctx=_ast.Store(), **place)
        tree.body[-1] = _ast.Assign(targets=[target], value=last.value, type_comment=None, **place)
        return [self.compile(tree, filename, "exec")], True

    def _tree(self, source, filename):
        """The syntax tree of a cell. SyntaxError as compiling it would raise."""
        try:
            return self.compile(source, filename, "exec", _ONLY_AST)
        except SyntaxError as error:
            first = error
        # RustPython 0.6 says less when it is asked for a tree only. Not needed any
        # more when the tests of tracebacks pass without it.
        self.compile(source, filename, "exec")
        raise first

    def _split_cell(self, source, filename, last):
        """The cell as two code objects, compiled from text.

        RustPython 0.6 loses lone surrogates in a tree's string constants. Not
        needed any more when ``test_lone_surrogates_survive`` passes without it.
        """
        lines = source.encode("utf-8").split(b"\n")
        first, column = last.lineno - 1, last.col_offset
        before = b"\n".join(lines[:first] + [lines[first][:column]])
        lines = lines[first:last.end_lineno]
        lines[-1] = lines[-1][:last.end_col_offset]
        expression = b"\n".join(lines)[column:]
        # Inside brackets, line ends and white space put it at its old place.
        padding = (b"\n" * first + b" " * column)[1:]
        wrapped = b"(" + padding + expression + b")"
        return [
            self.compile(before.decode(), filename, "exec"),
            self.compile(wrapped.decode(), filename, "eval"),
        ]


def _ends_with_semicolon(source, last):
    lines = source.split("\n")
    # Other line ends than \n count too, but only for whoever uses them.
    if last.end_lineno > len(lines):
        return False
    line = lines[last.end_lineno - 1].encode("utf-8", "surrogatepass")
    return line[last.end_col_offset:].lstrip(b" \t)").startswith(b";")


def run_code(code, namespace):
    """Runs a code object in a namespace; gives its value.

    Code with a top-level ``await`` is run on the session's event loop until it
    is done. Raises what the code raises.
    """
    value = eval(code, namespace)
    if not code.co_flags & _COROUTINE:
        return value
    from . import loop

    return loop.run_cell(value)


def cell(compiler, source, filename, namespace):
    """Runs a console cell; gives the value of a last expression or NOTHING."""
    codes, has_result = compiler.cell(source, filename)
    namespace.pop("__warningregistry__", None)
    return run_cell_codes(codes, has_result, namespace)


def run_cell_codes(codes, has_result, namespace):
    """Runs what :meth:`Compiler.cell` gave; gives the value of a last expression or NOTHING."""
    value = NOTHING
    try:
        for code in codes:
            value = run_code(code, namespace)
        if not has_result:
            return NOTHING
        return namespace[_RESULT] if _RESULT in namespace else value
    finally:
        namespace.pop(_RESULT, None)


def compiled(compiler, source, filename, mode, namespace):
    """Runs code as ``compile`` in one of its three modes has it."""
    if mode == "eval":
        source = source.strip(" \t\n")
    code = compiler.compile(source, filename, mode)
    value = run_code(code, namespace)
    return value if mode == "eval" else NOTHING


def script(source, filename, argv, make_namespace):
    """Runs a script as ``python FILE ARGS`` does; gives NOTHING.

    ``make_namespace`` gives the module that becomes ``__main__`` for the run.
    A name in angle brackets stands for code that has no file.
    """
    module = make_namespace()
    namespace = module.__dict__
    is_file = not filename.startswith("<")
    folder = filename.rpartition("/")[0] or ("/" if filename.startswith("/") else "")
    if is_file:
        namespace["__file__"] = filename
        namespace["__cached__"] = None
    else:
        namespace.pop("__file__", None)
    code = Compiler().compile(source, filename, "exec")
    previous_main, previous_argv = sys.modules.get("__main__"), sys.argv
    first = folder if is_file else ""
    if sys.path[:1] != [first]:
        # It stays: callbacks of the script may import its neighbours later.
        if first in sys.path:
            sys.path.remove(first)
        sys.path.insert(0, first)
    sys.modules["__main__"] = module
    sys.argv = list(argv) or [filename if is_file else "-c"]
    _awaited.clear()
    try:
        run_code(code, namespace)
        join_threads()
        _wait_for_events()
    finally:
        sys.argv = previous_argv
        if previous_main is not None:
            sys.modules["__main__"] = previous_main
    return NOTHING


def module(name, argv):
    """Runs a module as ``python -m NAME ARGS`` does; gives NOTHING."""
    import runpy

    _awaited.clear()
    previous = sys.argv
    sys.argv = list(argv) or [name]
    if "" not in sys.path[:1]:
        sys.path.insert(0, "")
    try:
        runpy.run_module(name.strip(), run_name="__main__", alter_sys=True)
        join_threads()
        _wait_for_events()
    finally:
        sys.argv = previous
    return NOTHING


_awaited = []


def wait_at_the_end(event):
    """Lets the script that runs now not end before an `asyncio.Event` is set.

    Without a script nothing waits.

    >>> wait_at_the_end(asyncio.Event())  # doctest: +SKIP
    """
    _awaited.append(event)


def _wait_for_events():
    while _awaited:
        event = _awaited.pop()
        if not event.is_set():
            from . import loop

            loop.run_cell(event.wait())


def join_threads():
    """Waits for threads that are no daemons, as Python does when a script ends.

    >>> join_threads()
    """
    import _thread

    futures = sys.modules.get("concurrent.futures.thread")
    for thread in list(futures._threads_queues) if futures is not None else ():
        executor_of = (getattr(thread, "_args", None) or [lambda: None])[0]
        executor = executor_of()
        if executor is not None:
            executor.shutdown()
    loop = sys.modules.get("_morelia_lib.loop")
    if loop is not None:
        # The session goes on after a script, and makes a new one when it needs it.
        loop.session_loop()._default_executor = None
    _thread._shutdown()


def exit_code(error):
    """The exit status that Python gives for a SystemExit.

    Prints a code that is neither None nor an integer to ``sys.stderr``.

    >>> exit_code(SystemExit(3)), exit_code(SystemExit(None)), exit_code(SystemExit(-1))
    (3, 0, 255)
    """
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        # As the operating system has it: one byte.
        return int(code) & 0xFF
    try:
        text = str(code)
    except Exception:
        text = f"<{type(code).__name__} object; its str() failed>"
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")
    return 1


__all__ = [
    "NOTHING", "Compiler", "cell", "compiled", "exit_code", "forget_source", "module",
    "remember_source", "run_cell_codes", "run_code", "script", "wait_at_the_end",
]
