"""Lets unmodified HTTP libraries use the browser's network.

Nothing is imported before the person's code asks for it.
"""

import functools
import sys

from .import_hooks import when_imported


def install():
    """Puts the hooks in place. May be called more than once.

    >>> install()  # doctest: +SKIP
    """
    if any(isinstance(finder, _EmscriptenFinder) for finder in sys.meta_path):
        return
    when_imported("http.client", _adapt_http_client)
    when_imported("ssl", _adapt_ssl)
    when_imported("urllib3.util.connection", _adapt_urllib3)
    sys.meta_path.insert(0, _EmscriptenFinder())


def _adapt_http_client(module):
    from .http_stream import connect

    original = module.HTTPConnection.__init__

    @functools.wraps(original)
    def __init__(self, *args, **named):
        original(self, *args, **named)
        self._create_connection = connect

    module.HTTPConnection.__init__ = __init__


def _adapt_ssl(module):
    module.SSLContext.sslsocket_class = _SecureSockets


class _SecureSockets:
    """What an `ssl.SSLContext` makes secure sockets with."""

    @classmethod
    def _create(cls, sock, server_side=False, server_hostname=None, context=None, **_named):
        from .http_stream import HttpStream

        if isinstance(sock, HttpStream) and not server_side:
            return sock.start_tls(context, server_hostname)
        return context._wrap_socket(sock, server_side, server_hostname)


def _adapt_urllib3(module):
    from .http_stream import connect

    module.create_connection = connect


class _EmscriptenFinder:
    """Supplies `urllib3.contrib.emscripten`.

    On this platform urllib3 replaces its connections by some that need a worker
    for streaming and cannot wait in a page. Its ordinary ones work here.
    """

    def find_spec(self, name, path=None, target=None):
        if name != "urllib3.contrib.emscripten":
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__doc__ = "Leaves urllib3 as it is: blocking connections work here."
        module.inject_into_urllib3 = lambda: None


__all__ = ["install"]
