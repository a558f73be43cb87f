//! The in-page host of the Python runtime.
