"""Stands in for pyperf: keeps what a program of pyperformance wants measured.

The programs are those of the package ``pyperformance``, unchanged; they import
``pyperf`` and hand their work to its ``Runner``. This one only remembers the
work, so that ``programs.py`` can give it to both interpreters alike.
"""

import argparse
from time import perf_counter

#: The work of all programs that ran so far: name to a function that takes a
#: number of loops and returns the seconds that they took.
collected = {}


def python_implementation():
    """The name by which programs leave out what an implementation does not have."""
    return "cpython"


class Runner:
    """What programs of pyperformance see of pyperf.

    >>> Runner().bench_func("nothing", lambda: None)
    >>> collected["nothing"](10) < 1
    True
    """

    def __init__(self, add_cmdline_args=None, **options):
        self.argparser = argparse.ArgumentParser()
        self.metadata = {}
        self.args = None

    def parse_args(self, arguments=None):
        """The program's own options, out of ``sys.argv``."""
        self.args = self.argparser.parse_args(arguments)
        return self.args

    def bench_func(self, name, function, *arguments, inner_loops=None, metadata=None):
        """Keeps a function that is to be called once a loop."""

        def timed(loops):
            began = perf_counter()
            for _ in range(loops):
                function(*arguments)
            return perf_counter() - began

        collected[name] = timed

    def bench_time_func(self, name, function, *arguments, inner_loops=None, metadata=None):
        """Keeps a function that makes the loops, and looks at the clock, itself."""
        collected[name] = lambda loops: function(loops, *arguments)
