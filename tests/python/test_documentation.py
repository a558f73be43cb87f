"""Every public name of the runtime's Python has a docstring whose example works."""

import os


from fake_morelia import Host

NAMES = (
    "actions", "complete", "complete_imports", "complete_strings", "completeness", "console", "console_names",
    "display", "errors", "execute", "expressions", "hints", "http_request", "images", "import_hooks",
    "inspection", "loop", "loop_limits", "magics", "magics.arguments", "magics.completion",
    "magics.descriptions", "magics.failures", "magics.files", "magics.history", "magics.markup",
    "magics.registry", "magics.running", "magics.timing", "magics.transform", "magics.variables",
    "network_errors", "pretty", "resolve", "saved_state", "scan", "signatures", "sources", "stdio", "streams",
    "tables", "traceback_styles",
)

# Their examples need a page; test_console_names.py has one.
IN_PAGE = "console_names"


def modules():
    for name in NAMES:
        yield __import__("_morelia_lib." + name, fromlist=["*"])


def test_docstrings():
    missing = []
    for module in modules():
        assert module.__doc__, module
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value) and not value.__doc__:
                missing.append(f"{module.__name__}.{name}")
            for method, function in vars(value).items() if isinstance(value, type) else ():
                if not method.startswith("_") and callable(function) and not function.__doc__:
                    missing.append(f"{module.__name__}.{name}.{method}")
    assert not missing, missing


def test_examples():
    if not os.path.isdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "runtime")):
        return  # inside the runtime, modules have no source to find examples in
    import doctest

    from _morelia_lib import loop

    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    told = []
    finder = doctest.DocTestFinder()
    count = 0
    with Host():
        while loop.run_ready() is not None:
            pass
        for module in modules():
            if module.__name__.endswith(IN_PAGE):
                continue
            for test in finder.find(module):
                # The names that a reader of the module has.
                test.globs.update(vars(module))
                result = runner.run(test, out=told.append)
                count += result.attempted

    assert not told, "".join(told)
    assert count > 20, count
