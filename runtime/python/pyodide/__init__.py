"""The modules that Pyodide made known, for code that was written for it."""

__version__ = "0.29.0"
