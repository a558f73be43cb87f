"""What runs in the session: cells, handlers, threads, asyncio's tasks; and how to stop one of them."""

import sys

import _morelia

#: More are not listed: a thousand fibers are nothing to read.
MAX_LISTED = 200

_ORDER = ("cell", "thread", "handler", "task")


def answer_running(console, request):
    """Answers the operation ``running``."""
    return {"running": running(console)}


def answer_stop(console, request):
    """Answers the operation ``stop``."""
    return {"stopped": stop(request["id"])}


def running(console):
    """Lists what runs or waits: dicts with ``id``, ``kind``, ``name``, ``seconds``.

    ``kind`` is ``cell``, ``handler``, ``thread`` or ``task``; ``seconds`` is how
    long ago it began, 0.0 where nobody knows.

    >>> import types
    >>> isinstance(running(types.SimpleNamespace(count=1)), list)
    True
    """
    found = []
    for number, kind, ident, seconds in _morelia.fibers():
        if kind == "execution":
            entry = ("cell", f"cell {console.count}")
        elif kind == "handler":
            entry = ("handler", "event handler")
        elif kind == "thread":
            entry = ("thread", _thread_name(ident))
        else:
            continue
        found.append({"id": f"fiber {number}", "kind": entry[0], "name": entry[1], "seconds": seconds})
    found += [{"id": f"task {id(task)}", "kind": "task", "name": _task_name(task), "seconds": 0.0}
              for task in _tasks()]
    found.sort(key=lambda one: _ORDER.index(one["kind"]))
    return found[:MAX_LISTED]


def stop(number):
    """Stops what :func:`running` lists under this id: False when it is gone.

    A fiber gets a KeyboardInterrupt at its next instruction or in its wait, a
    task is cancelled.

    >>> stop("task 1")
    False
    """
    kind, _, rest = number.partition(" ")
    if not rest.isdecimal():
        return False
    if kind == "fiber":
        return _morelia.interrupt_fiber(int(rest))
    for task in _tasks():
        if kind == "task" and id(task) == int(rest):
            task.cancel()
            return True
    return False


def _thread_name(ident):
    threading = sys.modules.get("threading")
    thread = threading._active.get(ident) if threading is not None else None
    return getattr(thread, "_name", None) or f"thread {ident}"


def _tasks():
    """The tasks of all loops, but for those of cells, which are listed as such."""
    # It is there as soon as asyncio is.
    loop = sys.modules.get("_morelia_lib.loop")
    if loop is None:
        return []
    every = [task for one in list(loop.loops) if not one.is_closed()
             for task in loop.asyncio.all_tasks(one)]
    return sorted((task for task in every if task not in loop.cell_tasks), key=id)


def _task_name(task):
    """The name of a task, and of the coroutine that it runs."""
    coroutine = task.get_coro()
    code = getattr(coroutine, "__qualname__", None) or type(coroutine).__name__
    name = task.get_name()
    return code if name.startswith("Task-") else f"{name}: {code}"


__all__ = ["MAX_LISTED", "answer_running", "answer_stop", "running", "stop"]
