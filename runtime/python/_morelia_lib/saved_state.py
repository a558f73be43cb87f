"""A session's variables as bytes, and back: the operations ``save_state`` and ``restore_state``.

Values are pickled one by one, so that one that cannot be does not keep the others.
Modules are kept as their names, functions and classes of cells as the source that
defined them. Restoring unpickles and defines, which can run any code: whoever asks
for it has to have the person's consent.
"""

import base64
import binascii
import json
import sys
import types

MAX_BYTES = 40 * 1024 * 1024
_VERSION = 1


def answer_save_state(console, request):
    """Answers the operation ``save_state``."""
    data, saved, skipped = save(console)
    return {"pickles": base64.b64encode(data).decode("ascii"), "saved": saved, "skipped": skipped}


def answer_restore_state(console, request):
    """Answers the operation ``restore_state``; nothing is restored from bytes that are none of ours."""
    try:
        restored, skipped = restore(console, base64.b64decode(request["base64"]))
    except ValueError as error:
        return {"op": "failed", "message": str(error)}
    return {"restored": restored, "skipped": skipped}


def save(console):
    """Gives ``(bytes, names saved, [[name, reason], ...] for the others)``.

    >>> from _morelia_lib.console import Console
    >>> console = Console(type(sys)("example"))
    >>> console.namespace["x"] = 3
    >>> save(console)[1:]
    (['x'], [])
    """
    from .magics.variables import variables

    entries, saved, skipped, size = [], [], [], 0
    for name in variables(console):
        value = console.namespace[name]
        try:
            entry = _entry(name, value, console)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            skipped.append([name, _reason(error)])
            continue
        size += len(entry.get("data", ""))
        if size > MAX_BYTES:
            size -= len(entry.get("data", ""))
            skipped.append([name, f"the state would be larger than {MAX_BYTES >> 20} MB"])
            continue
        entries.append(entry)
        saved.append(name)
    return json.dumps({"morelia_state": _VERSION, "entries": entries}).encode("ascii"), saved, skipped


def _reason(error):
    text = str(error).split("\n")[0][:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _entry(name, value, console):
    if isinstance(value, types.ModuleType):
        return {"name": name, "kind": "module", "data": value.__name__}
    mine = getattr(value, "__module__", None) == console.namespace.get("__name__")
    if mine and isinstance(value, (type, types.FunctionType)) and getattr(value, "__qualname__", "") == value.__name__:
        return {"name": name, "kind": "source", "data": _source(value, console), "defines": value.__name__}
    return {"name": name, "kind": "pickle", "data": _pickled(value, console)}


def _source(value, console):
    from .inspection import source_of

    if isinstance(value, types.FunctionType):
        if value.__closure__:
            raise ValueError("it uses variables of the function that made it")
        if value.__name__ == "<lambda>":
            return _lambda_source(value)
    source = source_of(value)
    if not source and isinstance(value, type):
        source = _class_in_cells(value.__name__, console)
    if not source:
        raise ValueError("its source is not known any more")
    import textwrap

    return textwrap.dedent(source)


def _class_in_cells(name, console):
    """The source of a class without methods, which does not tell where it came from."""
    import ast

    from .magics.transform import transform

    for cell in reversed(console.inputs):
        if f"class {name}" not in cell:
            continue
        try:
            body = ast.parse(transform(cell)).body
        except (SyntaxError, ValueError):
            continue
        for node in reversed(body):
            if isinstance(node, ast.ClassDef) and node.name == name:
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                return "\n".join(cell.split("\n")[first - 1:node.end_lineno])
    return ""


def _lambda_source(value):
    """The whole statement of a cell that assigned a lambda."""
    import linecache

    lines = linecache.getlines(value.__code__.co_filename)
    line = lines[value.__code__.co_firstlineno - 1].strip() if lines else ""
    compile(line, "<state>", "exec")
    if "=" not in line:
        raise ValueError("a lambda whose source is not one line of its own")
    return line


def _pickled(value, console):
    import io
    import pickle

    main = console.module

    # pickle looks classes of cells up in sys.modules.
    before = sys.modules.get(main.__name__)
    sys.modules[main.__name__] = main
    try:
        out = io.BytesIO()
        pickle.Pickler(out, 5).dump(value)
    finally:
        if before is None:
            sys.modules.pop(main.__name__, None)
        else:
            sys.modules[main.__name__] = before
    return base64.b64encode(out.getvalue()).decode("ascii")


def restore(console, data):
    """Restores what :func:`save` gave: ``(names, [[name, reason], ...])``.

    Modules first, then functions and classes, then values. Raises ValueError for
    other bytes, before anything is run.

    >>> from _morelia_lib.console import Console
    >>> console = Console(type(sys)("example"))
    >>> restore(console, b'{"morelia_state": 1, "entries": []}')
    ([], [])
    """
    entries = _decoded(data)
    order = {"module": 0, "source": 1, "pickle": 2}
    entries.sort(key=lambda entry: order[entry["kind"]])
    restored, skipped = [], []
    pending, progress = entries, True
    before = sys.modules.get(console.module.__name__)
    sys.modules[console.module.__name__] = console.module
    try:
        # A class may need another one that comes later.
        while pending and progress:
            again, skipped, progress = [], [], False
            for entry in pending:
                try:
                    _restore_one(console, entry)
                    restored.append(entry["name"])
                    progress = True
                except KeyboardInterrupt:
                    raise
                except BaseException as error:
                    skipped.append([entry["name"], _reason(error)])
                    again.append(entry)
            pending = again
    finally:
        if before is None:
            sys.modules.pop(console.module.__name__, None)
        else:
            sys.modules[console.module.__name__] = before
    return sorted(restored), skipped


def _decoded(data):
    wrong = ValueError("this is no saved state of Morelia's; choose a file that the console saved")
    try:
        state = json.loads(data)
    except ValueError:
        raise wrong from None
    if not isinstance(state, dict) or not isinstance(state.get("entries"), list):
        raise wrong
    if state.get("morelia_state") != _VERSION:
        raise ValueError("this state was saved by another version of Morelia, which this one cannot read")
    for entry in state["entries"]:
        if not (isinstance(entry, dict) and entry.get("kind") in ("module", "source", "pickle")
                and isinstance(entry.get("data"), str) and isinstance(entry.get("name"), str)
                and entry["name"].isidentifier()):
            raise wrong
    return state["entries"]


def _restore_one(console, entry):
    name, kind, data = entry["name"], entry["kind"], entry["data"]
    names = console.namespace
    if kind == "module":
        import importlib

        names[name] = importlib.import_module(data)
    elif kind == "source":
        from . import execute

        filename = f"<restored {name}>"
        execute.remember_source(filename, data)
        local = {}
        exec(compile(data, filename, "exec"), names, local)
        value = local.get(entry.get("defines"), local.get(name))
        if value is None:
            raise ValueError("its source does not define it")
        names[name] = value
    else:
        import pickle

        try:
            names[name] = pickle.loads(base64.b64decode(data, validate=True))
        except binascii.Error:
            raise ValueError("its bytes are damaged") from None


__all__ = ["MAX_BYTES", "answer_restore_state", "answer_save_state", "restore", "save"]
