"""Startup cells: run once in a session, whichever panel comes first."""


def answer_begin_startup(console, request):
    """Answers the operation ``begin_startup``.

    ``first`` is true for the first client that asks in the life of a session:
    it runs the preloads and the startup script of the site.

    >>> from _morelia_lib.console import Console
    >>> console = Console(type(sys)("example"))  # doctest: +SKIP
    >>> answer_begin_startup(console, {})  # doctest: +SKIP
    {'first': True}
    """
    first = not getattr(console, "startup_begun", False)
    console.startup_begun = True
    return {"first": first}


__all__ = ["answer_begin_startup"]
