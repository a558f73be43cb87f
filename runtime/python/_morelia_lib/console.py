"""The console: answers the host's requests about one session.

Requests and replies are the JSON of the protocol's ``Request`` and ``Reply``;
the field ``op`` tells which. The host calls :func:`dispatch` for each request,
after ``stdio.install()``.
"""

import builtins
import json
import sys
import time

from . import console_names, debugger, errors, execute, objects, operations, selected
from .display import bundle, display, printable
from .import_hooks import when_imported
from .magics.transform import may_have_magics, transform

_Module = type(sys)

#: Cells whose text, result and source lines are kept: a session that runs for
#: days must not grow for ever. IPython keeps as many results.
KEPT = 1000


class Console:
    """A session: its namespace, its history, its counter.

    ``namespace`` is a module's dict: that of ``__main__`` unless another module
    is given. It has ``In``, ``Out``, ``_``, ``__``, ``___`` and ``display``;
    ``In`` and ``Out`` have the last :data:`KEPT` cells.

    >>> console = Console(type(sys)("example"))
    >>> console.handle({"op": "execute", "code": "6 * 7"})["result"]
    {'text/plain': '42'}
    >>> console.namespace["_"]
    42
    """

    def __init__(self, module=None):
        if module is None:
            module = sys.modules.get("__main__")
            if module is None:
                module = sys.modules["__main__"] = _Module("__main__")
        self.module = module
        self.namespace = module.__dict__
        self.count = 0
        self.inputs = [""]
        self.outputs = {}
        self.compiler = execute.Compiler()
        # Kept, because callbacks may use a script's globals after its end.
        self.last_script = None
        self._results = []
        self.debugs_errors = False
        self.namespace.setdefault("__builtins__", builtins)
        self.namespace.update(In=self.inputs, Out=self.outputs, display=display)
        console_names.install(self)
        self.namespace.setdefault("S", selected.S)
        self.namespace.setdefault("screenshot", selected.screenshot)
        self._begun = None

    def begun(self):
        """The names that the session had before its first cell, with their values."""
        if self._begun is None:
            self._begun = dict(self.namespace)
        return self._begun

    def handle(self, request):
        """Answers a decoded request with a reply, both dicts.

        Exceptions of the person's code are part of the reply; a request that
        cannot be understood gives ``{"op": "failed", "message": str}``.
        """
        operation = request.get("op")
        if operation == "execute":
            return self.execute(request)
        answer = operations.find(operation)
        if answer is None:
            return {"op": "failed", "message": f"the console has no operation {operation!r}"}
        return {"op": operation, **answer(self, request)}

    def execute(self, request):
        """Runs the code of an ``Execute`` request; gives the reply's fields."""
        mode = request.get("mode") or "cell"
        code = request["code"]
        reply = {
            "op": "execute", "status": "ok", "result": None, "error": None,
            "exit_code": 0, "execution_count": 0, "duration": 0.0,
        }
        self.begun()
        if mode not in ("script", "module"):
            self.count += 1
            self.inputs.append(code)
            self._forget(self.count - KEPT)
            reply["execution_count"] = self.count
        begin = time.monotonic()
        try:
            value = self._run(mode, code, request)
            if value is not execute.NOTHING and value is not None:
                reply["result"] = self._result(value)
        except SystemExit as error:
            reply["status"] = "exit"
            reply["exit_code"] = execute.exit_code(error)
        except debugger.quitting():
            reply["status"], reply["exit_code"] = "exit", 1
        except BaseException as error:
            reply["status"] = "error"
            reply["error"] = self._told(error)
            if self.debugs_errors:
                self._debug(error, reply)
        finally:
            debugger.release()
        reply["duration"] = max(0.0, time.monotonic() - begin)
        _flush()
        return reply

    def _run(self, mode, code, request):
        filename = request.get("filename")
        _be_interactive(mode not in ("script", "module"))
        if mode == "module":
            return execute.module(code, request.get("argv") or ())
        if mode == "script":
            filename = filename or "<script>"
            execute.remember_source(filename, code)
            return execute.script(code, filename, request.get("argv") or (), self._script_module)
        filename = filename or f"<cell {self.count}>"
        execute.remember_source(filename, code)
        if mode == "cell":
            if may_have_magics(code):
                code = self._with_magics(code)
            return execute.cell(self.compiler, code, filename, self.namespace)
        if mode in ("exec", "eval", "single"):
            return execute.compiled(self.compiler, code, filename, mode, self.namespace)
        raise ValueError(f"unknown mode {mode!r}")

    def _with_magics(self, code):
        from .magics import registry

        registry.use(self)
        changed = transform(code)
        if changed != code:
            registry.check_places(code)
        return changed

    def _debug(self, error, reply):
        """``%pdb on``: the debugger, after it the error in short."""
        from .magics import failures

        try:
            if failures.after_error(error):
                told = reply["error"]
                told["traceback"] = f"{told['name']}: {told['message']}\n"
        except debugger.quitting():
            pass
        except BaseException as another:
            reply["error"] = self._told(another)

    def forget_variables(self):
        """Deletes all names but those that a session begins with."""
        kept = {n: v for n, v in self.namespace.items() if n.startswith("__") and n.endswith("__")}
        self.namespace.clear()
        self.namespace.update({**self.begun(), **kept})
        self._results = []

    def forget_results(self):
        """Empties ``Out``, and deletes ``_``, ``__`` and ``___`` if they are results."""
        for name, result in zip(("_", "__", "___"), self._results):
            if self.namespace.get(name) is result:
                del self.namespace[name]
        self._results = []
        self.outputs.clear()

    def forget_value(self, value):
        """Drops a value wherever it is kept as a result."""
        for number in [n for n, kept in self.outputs.items() if kept is value]:
            del self.outputs[number]
        for name in ("_", "__", "___"):
            if self.namespace.get(name) is value:
                del self.namespace[name]
        self._results = [kept for kept in self._results if kept is not value]

    def _forget(self, count):
        """Drops what is kept of a cell, by its number."""
        if count < 1:
            return
        # The person may have emptied the list.
        if count < len(self.inputs):
            self.inputs[count] = ""
        self.outputs.pop(count, None)
        execute.forget_source(f"<cell {count}>")

    def _script_module(self):
        """A fresh ``__main__`` that can display like the console can."""
        module = self.last_script = _Module("__main__")
        module.__dict__.update(__builtins__=builtins, display=display)
        return module

    def _told(self, error):
        """The report of an exception, however often it is interrupted."""
        for _ in range(3):
            try:
                # A magic's misuse does not hide the error that %debug is for.
                if not getattr(type(error), "morelia_brief", False):
                    errors.remember(error)
                return errors.report(error)
            except KeyboardInterrupt:
                continue
        name = type(error).__name__
        return {"name": name, "message": "", "traceback": f"{name}\n"}

    def _result(self, value):
        found = objects.add_tree(bundle(value), value, f"Out[{self.count}]")
        self.remember_result(value)
        return found

    def remember_result(self, value):
        """Keeps a value as ``Out[n]``, ``_``, ``__`` and ``___``.

        Those three are left alone once the person has set ``_`` to something.
        """
        if value is None or value is self.outputs:
            return
        self.outputs[self.count] = value
        names = self.namespace
        if "_" in names and not (self._results and names["_"] is self._results[0]):
            return
        self._results = [value] + self._results[:2]
        for name, result in zip(("_", "__", "___"), self._results):
            names[name] = result


def _be_interactive(is_cell):
    """Sets ``sys.ps1`` for cells: by it programs know that a person types."""
    if is_cell:
        sys.ps1, sys.ps2 = ">>> ", "... "
    else:
        sys.__dict__.pop("ps1", None)
        sys.__dict__.pop("ps2", None)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            # A stream of the person's own may be closed or None.
            pass


_current = None


def current():
    """The session's :class:`Console`; made when it is first needed."""
    global _current
    if _current is None:
        _current = Console()
        when_imported("asyncio", _adapt_asyncio)
    return _current


def _adapt_asyncio(module):
    # Importing it adapts asyncio; it may be the one that asyncio is imported by.
    from . import loop  # noqa: F401


def dispatch(request_json):
    """Answers a request; both are JSON in a string.

    Never raises: what goes wrong in the console itself is told in a reply with
    ``op`` ``failed``.

    >>> json.loads(dispatch('{"op": "is_complete", "code": "if x:"}'))["status"]
    'incomplete'
    """
    try:
        reply = current().handle(json.loads(request_json))
    except BaseException as error:
        reply = {"op": "failed", "message": f"the console failed: {_internal(error)}"}
    return encode(reply)


def _internal(error):
    """The traceback of an error in this package, with its own frames."""
    try:
        import traceback

        return "".join(traceback.format_exception(type(error), error, error.__traceback__))
    except BaseException:
        return repr(type(error))


def encode(reply):
    """JSON that every UTF-8 decoder takes: lone surrogates are written out."""
    return json.dumps(_clean(reply), ensure_ascii=False)


def _clean(value):
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


__all__ = ["KEPT", "Console", "current", "dispatch", "encode"]
