"""Network modules where there is no network to speak of: `socket`, `ssl`, requests' bytes."""

import errno
import struct

try:
    import js
except ImportError:
    js = None  # In CPython there are real sockets.
else:
    import socket
    import ssl


def raises(kind, call, *args, **named):
    try:
        call(*args, **named)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def test_sockets_say_what_to_use_instead():
    if js is None:
        return
    for call in (socket.socket, socket.socketpair, lambda: socket.create_server(("", 0))):
        error = raises(OSError, call)
        assert "urllib.request" in str(error), error
    error = raises(socket.gaierror, socket.getaddrinfo, "example.org", 80)
    assert "the browser resolves names" in str(error)


def test_numeric_addresses_and_byte_orders():
    if js is None:
        return
    assert socket.inet_aton("127.0.0.1") == b"\x7f\0\0\1"
    assert socket.inet_ntoa(b"\1\2\3\4") == "1.2.3.4"
    assert socket.inet_pton(socket.AF_INET6, "::1") == bytes(15) + b"\1"
    assert socket.inet_ntop(socket.AF_INET6, bytes(15) + b"\1") == "::1"
    raises(OSError, socket.inet_aton, "300.1.1.1")
    assert struct.pack("=H", socket.htons(1)) == b"\0\1"
    assert socket.ntohl(socket.htonl(0x01020304)) == 0x01020304
    found = socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
    assert found == [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    assert socket.gethostbyname("localhost") == "127.0.0.1"


def test_the_default_timeout_is_kept():
    if js is None:
        return
    socket.setdefaulttimeout(5)
    try:
        assert socket.getdefaulttimeout() == 5.0
    finally:
        socket.setdefaulttimeout(None)
    raises(ValueError, socket.setdefaulttimeout, -1)


def test_contexts_can_be_configured():
    if js is None:
        return
    context = ssl.create_default_context()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    raises(ValueError, setattr, context, "verify_mode", ssl.CERT_NONE)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    assert context.verify_mode is ssl.VerifyMode.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_TICKET
    assert ssl.Options.OP_NO_TICKET in context.options
    context.set_alpn_protocols(["http/1.1"])
    raises(FileNotFoundError, context.load_verify_locations, "/no/such/file")
    error = raises(ssl.SSLError, context.load_cert_chain, "cert.pem")
    assert "client certificate" in str(error)
    assert issubclass(ssl.SSLCertVerificationError, ValueError)


def test_a_request_is_read_however_it_is_cut():
    from _morelia_lib.http_request import RequestReader

    whole = b"POST /a HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\nhello"
    chunked = (
        b"POST /a HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n"
    )
    for request in (whole, chunked):
        for size in (1, 2, 7, len(request)):
            heads, body = [], []
            reader = RequestReader(lambda *head: heads.append(head), lambda part: body.append(bytes(part)))
            for start in range(0, len(request), size):
                assert not reader.is_complete
                reader.feed(request[start : start + size])
            assert reader.is_complete, (request, size)
            assert b"".join(body) == b"hello"
            assert [head[:2] for head in heads] == [("POST", "/a")]


def test_what_is_no_request_is_refused():
    from _morelia_lib.http_request import RequestReader

    def feed(*parts):
        reader = RequestReader(lambda *_: None, lambda _: None)
        for part in parts:
            reader.feed(part)

    assert raises(OSError, feed, b"HELO mail\r\n\r\n").errno == errno.EPROTONOSUPPORT
    assert raises(OSError, feed, b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n").errno == errno.EPROTO
    assert raises(OSError, feed, b"GET / HTTP/1.1\r\n\r\n", b"more").errno == errno.EPIPE
    assert raises(OSError, feed, b"GET / HTTP/1.1\r\n\r\nmore").errno == errno.EPIPE


def test_a_stream_speaks_only_http_and_the_client_first():
    if js is None:
        return
    from _morelia_lib.http_stream import connect

    stream = connect(("a.example", 80), 5)
    assert stream.gettimeout() == 5.0 and stream.getpeername() == ("a.example", 80)
    assert raises(OSError, stream.recv, 10).errno == errno.EPROTONOSUPPORT
    assert "proxies" in str(raises(OSError, stream.sendall, b"CONNECT b:443 HTTP/1.1\r\n\r\n"))
    absolute = b"GET http://b/ HTTP/1.1\r\n\r\n"
    assert "proxies" in str(raises(OSError, connect(("proxy", 3128)).sendall, absolute))
    raises(OSError, connect, ("a", 80), None, ("127.0.0.1", 0))
    context = ssl.create_default_context()
    secure = context.wrap_socket(connect(("a.example", 443)), server_hostname="a.example")
    assert secure.version() == "TLSv1.3"
    raises(OSError, context.wrap_socket, connect(("a.example", 443)), server_hostname="b.example")


def test_the_page_fetches_where_there_is_no_extension():
    if js is None:
        return
    import urllib.request

    from pyodide.http import open_url

    address = js.location.href
    with urllib.request.urlopen(address) as response:
        assert response.status == 200
        assert response.geturl() == address
        text = response.read().decode()
    assert "<html" in text or "<!doctype" in text
    assert open_url(address).read() == text


def test_an_unreachable_address_is_explained():
    if js is None:
        return
    import urllib.error
    import urllib.request

    error = raises(urllib.error.URLError, urllib.request.urlopen, "http://127.0.0.1:1/")
    assert isinstance(error.reason, OSError), error
