"""From the failures of an HTTP exchange to Python's exceptions."""

import errno
import json


def from_failure(text):
    """The exception for a failure, given as the JSON of kind and message.

    >>> from_failure('{"kind": "connection_refused", "message": "no"}')
    ConnectionRefusedError(111, 'no')
    """
    try:
        failure = json.loads(text)
        kind, message = failure["kind"], failure["message"]
    except (ValueError, TypeError, KeyError):
        kind, message = "other", str(text)
    if kind == "name_not_found":
        import socket

        return socket.gaierror(socket.EAI_NONAME, f"Name or service not known ({message})")
    if kind == "certificate":
        import ssl

        return ssl.SSLCertVerificationError(
            1, f"{message}. The browser verifies certificates itself, and this cannot be switched off"
        )
    number = _NUMBERS.get(kind)
    if number is None:
        return ConnectionError(message)
    return OSError(number, message)


_NUMBERS = {
    "denied": errno.EACCES,
    "invalid": errno.EINVAL,
    "connection_refused": errno.ECONNREFUSED,
    "timed_out": errno.ETIMEDOUT,
    "reset": errno.ECONNRESET,
    "lost": errno.ECONNABORTED,
}


__all__ = ["from_failure"]
