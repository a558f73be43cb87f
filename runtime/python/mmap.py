"""Memory-mapped files, which WebAssembly does not have.

>>> import mmap
Traceback (most recent call last):
    ...
ImportError: mmap is not available: WebAssembly cannot map files into memory. ...
"""

raise ImportError(
    "mmap is not available: WebAssembly cannot map files into memory. "
    "Read the file instead: memoryview(open(path, 'rb').read()) can be sliced without copying",
    name="mmap",
)
