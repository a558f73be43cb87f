"""Completion inside import statements: modules, submodules and their names."""

import sys

# Importing these has effects that nobody asked for.
_NOT_IMPORTED = frozenset(("antigravity", "this", "__hello__", "__phello__", "idlelib", "turtledemo"))


def in_import(line, prefix):
    """Items for an import statement, or None when ``line`` is not one.

    ``line`` holds the tokens of the logical line before the name that is being
    typed; ``prefix`` is that name so far, perhaps empty.

    >>> from _morelia_lib.scan import scan
    >>> in_import(scan("import ").tokens, "jso")[0]
    ('json', 'module', None)
    """
    if not line:
        return None
    texts = [token.text for token in line]
    if texts[0] == "import":
        return _items(_after_import(texts[1:]), prefix)
    if texts[0] == "from":
        return _after_from(texts[1:], prefix)
    return None


def _after_import(texts):
    """The names that can follow ``import a.b, c.``."""
    while "," in texts:
        texts = texts[texts.index(",") + 1:]
    if "as" in texts:
        return []
    return module_names("".join(texts))


def _after_from(texts, prefix):
    if "import" not in texts:
        if texts and texts[-1] != ".":
            # `from os ` can only go on in one way.
            return [("import", "keyword", None)] if "import".startswith(prefix) else []
        return _items(module_names("".join(texts)), prefix)
    at = texts.index("import")
    module, after = "".join(texts[:at]), texts[at + 1:]
    if after and after[-1] not in (",", "("):
        return []
    return _names_of(module, prefix)


def _items(names, prefix):
    private = prefix.startswith("_")
    chosen = sorted(
        name for name in set(names)
        if name.startswith(prefix) and (private or not name.startswith("_"))
    )
    return [(name, "module", None) for name in chosen]


def module_names(dotted):
    """The modules that can follow ``dotted`` (empty, or ending in a dot).

    >>> "json" in module_names("")
    True
    """
    if dotted.startswith("."):
        return []
    if not dotted:
        found = set(sys.builtin_module_names)
        found |= getattr(sys, "stdlib_module_names", frozenset())
        found |= {name for name in sys.modules if "." not in name}
        found |= set(_on_path(None))
        found.discard("_morelia")
        found.discard("_morelia_lib")
        found.discard("__main__")
        return found
    package = dotted.rstrip(".")
    prefix = package + "."
    found = {name[len(prefix):].split(".")[0] for name in _known_modules() if name.startswith(prefix)}
    module = _module(package)
    path = getattr(module, "__path__", None)
    if path is not None:
        found |= set(_on_path(list(path)))
    return found


def _known_modules():
    names = list(sys.modules)
    try:
        import _imp

        names += _imp._frozen_module_names()
    except (ImportError, AttributeError):
        pass
    return names


def _on_path(path):
    """The names of the modules in the folders (and archives) of a path."""
    try:
        import pkgutil

        return [info.name for info in pkgutil.iter_modules(path)]
    except Exception:
        return []


def _module(name):
    """A module that is imported already, or can be without effects; or None."""
    if name in sys.modules:
        return sys.modules[name]
    top = name.partition(".")[0]
    if top in _NOT_IMPORTED or top not in getattr(sys, "stdlib_module_names", ()):
        return None
    try:
        __import__(name)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return None
    return sys.modules.get(name)


def _names_of(name, prefix):
    """Items for ``from name import``."""
    from .complete import attributes
    from .resolve import Found

    module = _module(name)
    items = attributes(Found(module), prefix) if module is not None else []
    there = {item[0] for item in items}
    if module is None or hasattr(module, "__path__"):
        items += [item for item in _items(module_names(name + "."), prefix) if item[0] not in there]
    return items


__all__ = ["in_import", "module_names"]
