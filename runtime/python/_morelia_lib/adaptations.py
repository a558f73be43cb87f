"""Says which modules of the standard library are adapted, and by whom.

Each is adapted when it gets imported, so that start-up imports none of them.
"""

from .import_hooks import when_imported

#: Module: our module and its function, which is called with the module.
ADAPTED = {
    "_pydecimal": ("decimals", "adapt"),
    "bdb": ("debugger", "adapt_bdb"),
    "pdb": ("debugger", "adapt_pdb"),
    "zoneinfo._common": ("zones", "adapt_common"),
    "zoneinfo._tzpath": ("zones", "adapt_path"),
}


def install():
    """Registers all of them. To be called once.

    >>> install()  # doctest: +SKIP
    """
    for name, (ours, function) in ADAPTED.items():
        when_imported(name, _adapter(ours, function))


def _adapter(ours, function):
    def adapt(module):
        import importlib

        getattr(importlib.import_module(f"_morelia_lib.{ours}"), function)(module)

    return adapt


__all__ = ["ADAPTED", "install"]
