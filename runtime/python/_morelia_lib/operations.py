"""What a session can be asked beside running code, by the protocol's ``op``.

Each operation is ``answer(console, request)`` in a module that is imported when
it is first asked for: it takes the session's ``Console`` and the fields of the
protocol's ``Request``, and gives those of its ``Reply``, without ``op``.
"""

from importlib import import_module

#: Operation: the module of this package whose ``answer_<operation>`` answers it.
MODULES = {
    "begin_startup": "startup_cells",
    "complete": "complete",
    "inspect": "inspection",
    "elements": "elements",
    "is_complete": "completeness",
    "restore_state": "saved_state",
    "running": "running",
    "save_state": "saved_state",
    "stop": "running",
    "tree": "objects",
    "preview": "preview",
    "signature": "signature_help",
    "source": "sources",
}


def find(operation):
    """The function that answers an operation, None for one that is not known.

    >>> find("complete").__name__
    'answer_complete'
    >>> find("dance") is None
    True
    """
    name = MODULES.get(operation)
    if name is None:
        return None
    return getattr(import_module(f"{__package__}.{name}"), f"answer_{operation}")


__all__ = ["MODULES", "find"]
