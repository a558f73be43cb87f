"""Where `sysconfig` looks for build variables on this platform."""

from _sysconfigdata import build_time_vars

__all__ = ["build_time_vars"]
