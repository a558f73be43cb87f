"""Imports what sessions need, so that it is in the image.

What is imported here is there at once in every session, and takes room in its
memory and in the package. What draws random numbers when it is imported
(``random``, and what imports that) cannot be here: all sessions would draw the
same ones. The build fails then, because the numbers come from JavaScript.
"""

import gc

# The first error is told as fast as the others; it takes a tenth of the image.
import traceback  # noqa: F401

# What answers requests. With the first request its import could be interrupted
# half-way.
import _morelia_lib.console  # noqa: F401

gc.collect()
