"""``ssl``: contexts without a TLS engine."""

import sys

_INSIDE = sys.platform == "emscripten"


def _raised(kind, call, *args, **options):
    try:
        call(*args, **options)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def test_the_default_context_verifies():
    import ssl

    context = ssl.create_default_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is True
    assert context.protocol is ssl.PROTOCOL_TLS_CLIENT
    assert ssl.VerifyFlags.VERIFY_X509_TRUSTED_FIRST in context.verify_flags
    assert ssl.OPENSSL_VERSION.startswith("OpenSSL ")
    assert ssl.Purpose.SERVER_AUTH.shortname == "serverAuth"


def test_settings_can_be_changed_and_read_back():
    import ssl

    context = ssl.create_default_context()
    error = _raised(ValueError, setattr, context, "verify_mode", ssl.CERT_NONE)
    assert "check_hostname" in str(error)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_TICKET
    context.set_ciphers("ECDHE+AESGCM")
    context.set_alpn_protocols(["h2", "http/1.1"])
    assert context.verify_mode is ssl.CERT_NONE
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    assert context.options & ssl.OP_NO_TICKET
    context.check_hostname = True
    assert context.verify_mode is ssl.CERT_REQUIRED
    _raised(ssl.SSLError, context.set_ciphers, "")


def test_certificates_that_cannot_be_read_are_noticed():
    import ssl

    context = ssl.create_default_context()
    _raised(FileNotFoundError, context.load_verify_locations, "/no/such.pem")
    _raised(ssl.SSLError, context.load_verify_locations, cadata="not a certificate")
    _raised(TypeError, context.load_verify_locations)


def test_a_memory_bio_keeps_bytes():
    import ssl

    bio = ssl.MemoryBIO()
    assert bio.write(b"hello") == 5
    assert (bio.read(2), bio.pending, bio.eof) == (b"he", 3, False)
    bio.write_eof()
    assert (bio.read(), bio.eof) == (b"llo", True)
    _raised(ssl.SSLError, bio.write, b"x")


def test_a_handshake_says_who_makes_the_connections():
    if not _INSIDE:
        return
    import ssl

    context = ssl.create_default_context()
    error = _raised(
        ssl.SSLError, context.wrap_bio, ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="example.org"
    )
    assert "the browser makes the secure connections" in str(error)
    assert "client certificate" in str(_raised(ssl.SSLError, context.load_cert_chain, "mine.pem"))


def test_modules_above_ssl_import():
    import asyncio.sslproto  # noqa: F401
    import urllib.request

    assert hasattr(urllib.request, "HTTPSHandler")
