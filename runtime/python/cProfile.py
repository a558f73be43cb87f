"""The profiler with CPython's interface, for ``pstats``.

>>> run("sum(range(10))")  # doctest: +SKIP
         4 function calls in 0.000 seconds
"""

import _lsprof
import profile as _profile

__all__ = ["run", "runctx", "Profile"]


def run(statement, filename=None, sort=-1):
    """Profiles a statement in ``__main__``; prints the result or saves it."""
    return _profile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    """The same in namespaces of your own."""
    return _profile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=0.0, subcalls=True, builtins=True)

    A profiler that is also a context manager and can print itself.

    >>> with Profile() as profile: sorted([2, 1])
    [1, 2]
    >>> profile.print_stats("cumulative")  # doctest: +SKIP
    """

    def print_stats(self, sort=-1):
        """Prints what was measured, sorted as ``pstats`` can."""
        import pstats

        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        """Saves what was measured, for ``pstats.Stats(file)``."""
        import marshal

        self.create_stats()
        with open(file, "wb") as output:
            marshal.dump(self.stats, output)

    def create_stats(self):
        """Ends measuring and fills ``self.stats``."""
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        """Fills ``self.stats`` with the figures by function, as ``pstats`` wants them."""
        entries = self.getstats()
        callers = {}
        for entry in entries:
            for sub in entry.calls or ():
                figures = (sub.callcount, sub.callcount - sub.reccallcount, sub.inlinetime, sub.totaltime)
                known = callers.setdefault(label(sub.code), {})
                caller = label(entry.code)
                if caller in known:
                    figures = tuple(map(sum, zip(known[caller], figures)))
                known[caller] = figures
        self.stats = {}
        for entry in entries:
            name = label(entry.code)
            figures = (entry.callcount - entry.reccallcount, entry.callcount, entry.inlinetime, entry.totaltime)
            if name in self.stats:
                figures = tuple(map(sum, zip(self.stats[name][:4], figures)))
            self.stats[name] = (*figures, callers.get(name, {}))

    def run(self, cmd):
        """Profiles a statement in ``__main__``; gives the profiler."""
        import __main__

        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        """Profiles a statement in the given namespaces; gives the profiler."""
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        """Profiles one call; gives its result."""
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def label(code):
    """``(file, line, name)`` of a code object or of a built-in's name."""
    if isinstance(code, str):
        return ("~", 0, code)
    return (code.co_filename, code.co_firstlineno, code.co_name)


def main():
    """``python -m cProfile [-o FILE] [-s SORT] [-m MODULE | SCRIPT] [ARG ...]``"""
    import argparse
    import io
    import runpy
    import sys

    parser = argparse.ArgumentParser(prog="cProfile")
    parser.add_argument("-o", "--outfile", help="save the figures to this file")
    parser.add_argument("-s", "--sort", default=2, help="how to sort, as pstats.Stats.sort_stats has it")
    parser.add_argument("-m", action="store_true", dest="module", help="profile a module")
    parser.add_argument("program", help="a script, or with -m a module")
    parser.add_argument("args", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    sys.argv = [options.program, *options.args]
    if options.module:
        code = "run_module(name, run_name='__main__', alter_sys=True)"
        names = {"run_module": runpy.run_module, "name": options.program}
    else:
        with io.open_code(options.program) as source:
            code = compile(source.read(), options.program, "exec")
        names = {"__name__": "__main__", "__file__": options.program, "__package__": None}
    profile = Profile()
    try:
        profile.runctx(code, names, names)
    except SystemExit:
        pass
    if options.outfile is not None:
        profile.dump_stats(options.outfile)
    else:
        profile.print_stats(int(options.sort) if str(options.sort).lstrip("-").isdigit() else options.sort)


if __name__ == "__main__":
    main()
