"""The modules that Pyodide made known, for code that was written for it."""
