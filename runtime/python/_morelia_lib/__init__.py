"""The Python that ships inside the runtime.

``console`` answers the host's requests; the other modules each do one part of
that. Nothing here knows about extensions: all that it needs of its
surroundings is the native module ``_morelia``.

Modules that a session does not need at once are imported when they are first
used, because every import counts in the time that a page waits for Python.
"""
