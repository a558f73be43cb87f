"""The methods of an event loop that a web page cannot offer."""

_SOCKETS = "a web page has no sockets; use fetch (js.fetch, pyodide.http) or js.WebSocket"
_PROCESSES = "a web page cannot start processes"
_FILES = "a web page has no file descriptors to watch"


class UnsupportedOperations:
    """Makes each of them raise NotImplementedError with the reason.

    To be named before ``asyncio.BaseEventLoop`` among a class's bases.

    >>> UnsupportedOperations().add_reader(0, print)
    Traceback (most recent call last):
    NotImplementedError: add_reader: a web page has no file descriptors to watch
    """


def _missing(name, what, is_async):
    message = f"{name}: {what}"
    if is_async:
        async def missing(self, *args, **options):
            raise NotImplementedError(message)
    else:
        def missing(self, *args, **options):
            raise NotImplementedError(message)
    missing.__name__ = name
    missing.__qualname__ = f"UnsupportedOperations.{name}"
    missing.__doc__ = f"Raises NotImplementedError: {what}."
    return missing


for _what, _is_async, _names in (
    (_SOCKETS, True, "create_connection create_server create_unix_connection create_unix_server "
     "create_datagram_endpoint connect_accepted_socket start_tls sendfile getaddrinfo getnameinfo "
     "sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto "
     "sock_connect sock_accept sock_sendfile"),
    (_FILES, True, "connect_read_pipe connect_write_pipe"),
    (_FILES, False, "add_reader remove_reader add_writer remove_writer"),
    (_PROCESSES, True, "subprocess_shell subprocess_exec"),
):
    for _name in _names.split():
        setattr(UnsupportedOperations, _name, _missing(_name, _what, _is_async))

__all__ = ["UnsupportedOperations"]
