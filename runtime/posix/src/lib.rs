//! Python's operating-system modules over the in-memory file system.
