"""Classes of JavaScript's errors in ``except``."""

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.code import run_js
    from pyodide.ffi import JsException, run_sync


def parse(text="{"):
    js.JSON.parse(text)


def caught_by(make_classes, throw):
    """The exception that an ``except`` with these classes catches, or None."""
    try:
        throw()
    except make_classes() as error:
        return error
    except BaseException:
        return None
    raise AssertionError("nothing was raised")


def test_a_class_of_javascript_is_caught():
    try:
        parse()
    except js.SyntaxError as error:
        assert type(error) is JsException and error.name == "SyntaxError"
    else:
        raise AssertionError("nothing was raised")
    assert caught_by(lambda: js.Error, parse)
    assert caught_by(lambda: (ValueError, js.TypeError, js.SyntaxError), parse)
    assert caught_by(lambda: js.TypeError, parse) is None
    assert caught_by(lambda: js.DOMException, lambda: js.document.querySelector("?!"))
    own = run_js("class Mine extends RangeError {}; Mine")
    throw = run_js("C => { throw new C('mine') }")
    assert caught_by(lambda: own, lambda: throw(own)).message == "mine"
    assert caught_by(lambda: js.RangeError, lambda: throw(own))
    assert caught_by(lambda: own, lambda: throw(js.RangeError)) is None


def test_rejected_promises_are_caught_as_well():
    assert caught_by(lambda: js.TypeError, lambda: run_sync(js.Promise.reject(js.TypeError.new("no"))))
    assert caught_by(lambda: js.Error, lambda: run_sync(js.Promise.reject("a string"))) is None


def test_exceptions_of_python_are_not_javascripts():
    def fail(*_):
        raise ValueError("Python's")

    assert caught_by(lambda: js.Error, lambda: js.Array.of(1).map(fail)) is None
    assert caught_by(lambda: ValueError, lambda: js.Array.of(1).map(fail))


def test_other_classes_of_javascript_cannot_be_caught():
    for other in (js.Date, js.HTMLElement, js.parseInt):
        try:
            try:
                parse()
            except other:
                raise AssertionError(other)
        except TypeError:
            pass
        assert not hasattr(other, "__bases__")


def test_groups_and_subclass_checks():
    assert issubclass(js.TypeError, Exception) and issubclass(js.TypeError, JsException)
    assert not issubclass(js.TypeError, ValueError)
    seen = []
    try:
        try:
            parse()
        except Exception as error:
            raise ExceptionGroup("several", [error, ValueError("v")])
    except* ValueError:
        seen.append("ValueError")
    except* JsException:
        seen.append("JsException")
    assert sorted(seen) == ["JsException", "ValueError"]


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
