"""``%time``, ``%timeit`` and ``%prun``: how long code takes."""

import math
import time as clock

from . import running
from .arguments import integer, options
from .registry import UsageError, register_magic

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration_text(seconds, precision=3):
    """A time for a person, as IPython writes it.

    >>> duration_text(0.0012345), duration_text(75)
    ('1.23 ms', '1min 15s')
    """
    if seconds >= 60:
        parts, left = [], int(seconds)
        for suffix, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
            value, left = divmod(left, length)
            if value:
                parts.append(f"{value}{suffix}")
        return " ".join(parts)
    for scale, unit in _UNITS:
        if seconds >= scale:
            return f"{seconds / scale:.{precision}g} {unit}"
    return f"{seconds / 1e-9:.{precision}g} ns"


class TimeitResult:
    """What ``%timeit -o`` gives: all runs, ``best``, ``worst``, ``average``, ``stdev``.

    Times are in seconds for one loop.

    >>> print(TimeitResult(10, [0.1, 0.3]))
    20 ms ± 10 ms per loop (mean ± std. dev. of 2 runs, 10 loops each)
    """

    def __init__(self, loops, all_runs, precision=3):
        self.loops, self.repeat, self.all_runs = loops, len(all_runs), all_runs
        self.timings = [total / loops for total in all_runs]
        self.best, self.worst = min(self.timings), max(self.timings)
        self._precision = precision

    @property
    def average(self):
        """The mean."""
        return math.fsum(self.timings) / len(self.timings)

    @property
    def stdev(self):
        """The standard deviation."""
        mean = self.average
        return math.sqrt(math.fsum((t - mean) ** 2 for t in self.timings) / len(self.timings))

    def __str__(self):
        mean, deviation = (duration_text(s, self._precision) for s in (self.average, self.stdev))
        runs, loops = ("" if n == 1 else "s" for n in (self.repeat, self.loops))
        return (f"{mean} ± {deviation} per loop (mean ± std. dev. of {self.repeat} run{runs}, "
                f"{self.loops:,} loop{loops} each)")

    def _repr_pretty_(self, printer, cycle):
        printer.text(f"<TimeitResult : {self}>")

    def __repr__(self):
        return f"<TimeitResult : {self}>"


@register_magic("line_cell", takes_code=True)
def timeit(line, cell=None, *, frame, first_line=None):
    """Measure how long a short statement takes, by running it many times.

    %timeit [-n LOOPS] [-r RUNS] [-p DIGITS] [-q] [-o] statement
    %%timeit [options] setup
    statements

    -n  how often the statement is run in a run; by default until it takes 0.2 s
    -r  how many runs there are, 7 by default
    -p  how many digits are shown, 3 by default
    -q  print nothing
    -o  give a TimeitResult

    As a cell magic the line is code that is run once before each run, and is not
    measured. Stop ends it. Names that the statement assigns do not stay.

    Example: %timeit -n 1000 sorted(range(100))
    """
    import timeit as library

    opts, code = options("%timeit", line, "n:r:p:qo")
    setup = "pass"
    if cell is not None:
        setup, code = code or "pass", cell
    if not code.strip():
        raise UsageError("%timeit needs a statement to measure, as in `%timeit sum(range(100))`")
    number = integer("%timeit", "n", opts.get("n", "0"))
    repeat = integer("%timeit", "r", opts.get("r", "7"))
    precision = integer("%timeit", "p", opts.get("p", "3"))
    if repeat < 1 or number < 0 or precision < 1:
        raise UsageError("%timeit: -r and -p take numbers from 1 on, -n from 0 on")
    namespace = {**frame.f_globals, **frame.f_locals}
    # Compiled by itself first: its syntax errors would be those of timeit's template.
    compile(code.strip(), frame.f_code.co_filename, "exec")
    timer = library.Timer(code.strip() if cell is None else code, setup, clock.perf_counter, namespace)
    if not number:
        for exponent in range(10):
            number = 10 ** exponent
            if timer.timeit(number) >= 0.2:
                break
    result = TimeitResult(number, timer.repeat(repeat, number), precision)
    if "q" not in opts:
        if result.worst > 4 * result.best and result.best > 0 and result.worst > 1e-6:
            print(f"The slowest run took {result.worst / result.best:.2f} times longer than the fastest. "
                  "This could mean that an intermediate result is being cached.")
        print(result)
    return result if "o" in opts else None


@register_magic("line_cell", takes_code=True)
def time(line, cell=None, *, frame, first_line=None):
    """Measure how long a statement or a cell takes, once; its value is the result.

    %time [-n] statement
    %%time
    statements

    -n  print nothing

    The CPU time leaves out the time in which Python waits or the page works.

    Example: rows = %time load_rows()
    """
    opts, code = options("%time", line, "n")
    if cell is not None:
        if code:
            raise UsageError("%%time has nothing after it on its line; the statements go below")
        code = cell
    if not code.strip():
        raise UsageError("%time needs a statement to measure, as in `%time sum(range(100))`")
    run = running.prepared(code, frame, first_line)
    begin, begin_cpu = clock.perf_counter(), clock.process_time()
    try:
        value = run()
    finally:
        wall, cpu = clock.perf_counter() - begin, clock.process_time() - begin_cpu
        if "n" not in opts:
            print(f"CPU times: total: {duration_text(cpu)}\nWall time: {duration_text(wall)}")
    return None if value is running.NOTHING else value


@register_magic("line_cell", takes_code=True)
def prun(line, cell=None, *, frame, first_line=None):
    """Run a statement under the profiler, and show where the time went.

    %prun [-s KEY] [-l LIMIT] [-D FILE] [-T FILE] [-q] [-r] statement
    %%prun [options]
    statements

    -s  sort by this: time (the default), cumulative, calls, name …
    -l  show this many lines, or those that contain this text
    -D  also write the numbers to a file, for pstats
    -T  also write the text to a file
    -q  print nothing
    -r  give the pstats.Stats

    Example: %prun -s cumulative -l 10 main()
    """
    import cProfile
    import io
    import pstats
    from inspect import CO_COROUTINE

    from ..execute import _RESULT, run_code

    opts, code = options("%prun", line, "s:l:D:T:qr")
    if cell is not None:
        code = f"{code}\n{cell}" if code else cell
        first_line = first_line if not opts or code == cell else first_line - 1
    if not code.strip():
        raise UsageError("%prun needs a statement to profile, as in `%prun main()`")
    codes, _, namespace = running.compiled(code, frame, first_line)
    profile = cProfile.Profile()
    try:
        for one in codes:
            # Nothing of ours is measured, unless the code awaits.
            profile.runcall(run_code if one.co_flags & CO_COROUTINE else eval, one, namespace)
    except SystemExit:
        print("*** SystemExit exception caught in code being profiled.")
    except KeyboardInterrupt:
        print("*** KeyboardInterrupt exception caught in code being profiled.")
    finally:
        namespace.pop(_RESULT, None)
    text = io.StringIO()
    try:
        stats = pstats.Stats(profile, stream=text).strip_dirs().sort_stats(opts.get("s", "time"))
    except KeyError:
        raise UsageError(f"%prun cannot sort by {opts['s']!r}; try time, cumulative, calls, name") from None
    limit = opts.get("l")
    stats.print_stats(*(() if limit is None else (int(limit) if limit.isdigit() else limit,)))
    if "D" in opts:
        stats.dump_stats(opts["D"])
    if "T" in opts:
        with open(opts["T"], "w") as file:
            file.write(text.getvalue())
    if "q" not in opts:
        print(text.getvalue().strip())
    return stats if "r" in opts else None


__all__ = ["TimeitResult", "duration_text", "prun", "time", "timeit"]
