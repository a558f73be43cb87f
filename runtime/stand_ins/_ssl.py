"""Stands below ``ssl``: its constants, errors and contexts, without a TLS engine.

In a page the browser makes the secure connections, with the certificates that
it trusts. A context can therefore be made, configured and read back, as
``urllib.request``, ``requests`` and ``asyncio`` do; a handshake over a socket
raises :class:`SSLError`. The constants have OpenSSL 3's values.
"""

import os as _os

_NO_TLS = (
    "a web page has no sockets for TLS: the browser makes the secure connections; use urllib.request, requests, "
    "pyodide.http or js.fetch with an https address"
)
_NO_CLIENT_CERTIFICATE = (
    "a web page cannot present a client certificate of its own; install it in the browser, which then offers it"
)

OPENSSL_VERSION = "OpenSSL 3.5.0 (names only: the browser does TLS)"
OPENSSL_VERSION_INFO = _OPENSSL_API_VERSION = (3, 5, 0, 0, 0)
OPENSSL_VERSION_NUMBER = 0x30500000
_DEFAULT_CIPHERS = "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM"
ENCODING_PEM, ENCODING_DER = 1, 2

HAS_SNI = HAS_ECDH = HAS_ALPN = HAS_TLSv1_2 = HAS_TLSv1_3 = HAS_TLS_UNIQUE = True
HAS_NPN = HAS_SSLv2 = HAS_SSLv3 = HAS_TLSv1 = HAS_TLSv1_1 = HAS_PSK = HAS_PHA = HAS_PSK_TLS13 = False

CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = 0, 1, 2
PROTOCOL_SSLv23 = PROTOCOL_TLS = 2
PROTOCOL_TLSv1, PROTOCOL_TLSv1_1, PROTOCOL_TLSv1_2 = 3, 4, 5
PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER = 16, 17
PROTO_MINIMUM_SUPPORTED, PROTO_MAXIMUM_SUPPORTED = -2, -1
PROTO_SSLv3, PROTO_TLSv1, PROTO_TLSv1_1, PROTO_TLSv1_2, PROTO_TLSv1_3 = range(0x300, 0x305)

SSL_ERROR_SSL, SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_WANT_X509_LOOKUP = 1, 2, 3, 4
SSL_ERROR_SYSCALL, SSL_ERROR_ZERO_RETURN, SSL_ERROR_WANT_CONNECT, SSL_ERROR_EOF = 5, 6, 7, 8
SSL_ERROR_INVALID_ERROR_CODE = 10

VERIFY_DEFAULT, VERIFY_CRL_CHECK_LEAF, VERIFY_CRL_CHECK_CHAIN = 0, 0x4, 0xC
VERIFY_X509_STRICT, VERIFY_ALLOW_PROXY_CERTS = 0x20, 0x40
VERIFY_X509_TRUSTED_FIRST, VERIFY_X509_PARTIAL_CHAIN = 0x8000, 0x80000

HOSTFLAG_ALWAYS_CHECK_SUBJECT, HOSTFLAG_NO_WILDCARDS, HOSTFLAG_NO_PARTIAL_WILDCARDS = 1, 2, 4
HOSTFLAG_MULTI_LABEL_WILDCARDS, HOSTFLAG_SINGLE_LABEL_SUBDOMAINS, HOSTFLAG_NEVER_CHECK_SUBJECT = 8, 16, 32

OP_ALL = 0x80000050
OP_NO_SSLv2 = OP_SINGLE_DH_USE = OP_SINGLE_ECDH_USE = 0
OP_LEGACY_SERVER_CONNECT, OP_ENABLE_KTLS, OP_IGNORE_UNEXPECTED_EOF = 0x4, 0x8, 0x80
OP_NO_TICKET, OP_NO_COMPRESSION, OP_ENABLE_MIDDLEBOX_COMPAT = 0x4000, 0x20000, 0x100000
OP_CIPHER_SERVER_PREFERENCE, OP_NO_RENEGOTIATION = 0x400000, 0x40000000
OP_NO_SSLv3, OP_NO_TLSv1, OP_NO_TLSv1_2 = 0x2000000, 0x4000000, 0x8000000
OP_NO_TLSv1_1, OP_NO_TLSv1_3 = 0x10000000, 0x20000000

# RFC 8446, section 6, and RFC 6066.
for _name, _number in (
    ("CLOSE_NOTIFY", 0), ("UNEXPECTED_MESSAGE", 10), ("BAD_RECORD_MAC", 20), ("RECORD_OVERFLOW", 22),
    ("DECOMPRESSION_FAILURE", 30), ("HANDSHAKE_FAILURE", 40), ("BAD_CERTIFICATE", 42),
    ("UNSUPPORTED_CERTIFICATE", 43), ("CERTIFICATE_REVOKED", 44), ("CERTIFICATE_EXPIRED", 45),
    ("CERTIFICATE_UNKNOWN", 46), ("ILLEGAL_PARAMETER", 47), ("UNKNOWN_CA", 48), ("ACCESS_DENIED", 49),
    ("DECODE_ERROR", 50), ("DECRYPT_ERROR", 51), ("PROTOCOL_VERSION", 70), ("INSUFFICIENT_SECURITY", 71),
    ("INTERNAL_ERROR", 80), ("USER_CANCELLED", 90), ("NO_RENEGOTIATION", 100), ("UNSUPPORTED_EXTENSION", 110),
    ("CERTIFICATE_UNOBTAINABLE", 111), ("UNRECOGNIZED_NAME", 112), ("BAD_CERTIFICATE_STATUS_RESPONSE", 113),
    ("BAD_CERTIFICATE_HASH_VALUE", 114), ("UNKNOWN_PSK_IDENTITY", 115),
):
    globals()["ALERT_DESCRIPTION_" + _name] = _number
del _name, _number

# (nid, short name, long name, OID): what ``ssl.Purpose`` and its users look up.
_OBJECTS = (
    (13, "CN", "commonName", "2.5.4.3"),
    (14, "C", "countryName", "2.5.4.6"),
    (17, "O", "organizationName", "2.5.4.10"),
    (85, "subjectAltName", "X509v3 Subject Alternative Name", "2.5.29.17"),
    (129, "serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1"),
    (130, "clientAuth", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2"),
    (131, "codeSigning", "Code Signing", "1.3.6.1.5.5.7.3.3"),
    (132, "emailProtection", "E-mail Protection", "1.3.6.1.5.5.7.3.4"),
)


class SSLError(OSError):
    """An error of TLS.

    >>> SSLError(1, "no").library is None
    True
    """

    library = reason = None

    def __str__(self):
        return str(self.strerror if self.strerror is not None else self.args[0] if len(self.args) == 1 else self.args)


class SSLZeroReturnError(SSLError):
    """The other side closed the connection."""


class SSLWantReadError(SSLError):
    """More data must be received first."""


class SSLWantWriteError(SSLError):
    """More data must be sent first."""


class SSLSyscallError(SSLError):
    """The operating system refused."""


class SSLEOFError(SSLError):
    """The connection ended in the middle."""


class SSLCertVerificationError(SSLError, ValueError):
    """A certificate could not be verified."""

    verify_code, verify_message = 0, ""


for _error in (SSLError, SSLZeroReturnError, SSLWantReadError, SSLWantWriteError, SSLSyscallError, SSLEOFError,
               SSLCertVerificationError):
    _error.__module__ = "ssl"
del _error


def txt2obj(txt, name=False):
    """``(nid, short name, long name, OID)`` of an OID, or with ``name`` of a name.

    >>> txt2obj("1.3.6.1.5.5.7.3.1")[1]
    'serverAuth'
    """
    for found in _OBJECTS:
        if txt == found[3] or (name and txt in found[1:3]):
            return found
    raise ValueError(f"unknown object {txt[:100]!r}")


def nid2obj(nid):
    """The same for OpenSSL's number. ValueError for one that is not known."""
    for found in _OBJECTS:
        if nid == found[0]:
            return found
    raise ValueError(f"unknown NID {nid}")


def RAND_bytes(n):
    """``n`` random bytes from the browser."""
    if n < 0:
        raise ValueError("num must be positive")
    return _os.urandom(n)


def RAND_add(string, entropy):
    """Does nothing: the browser's generator needs no help."""


def RAND_status():
    """True: the browser's generator is always ready."""
    return True


def get_default_verify_paths():
    """Names and places of certificates; there are none in a page."""
    return ("SSL_CERT_FILE", "/etc/ssl/cert.pem", "SSL_CERT_DIR", "/etc/ssl/certs")


class SSLSession:
    """A session that could be resumed; none is ever made."""


class Certificate:
    """A certificate of a connection; none is ever made."""


class MemoryBIO:
    """Bytes on their way between TLS and the program.

    >>> bio = MemoryBIO(); bio.write(b"abc"), bio.read(2), bio.pending, bio.eof
    (3, b'ab', 1, False)
    """

    def __init__(self):
        self._bytes = bytearray()
        self._ended = False

    @property
    def pending(self):
        """How many bytes there are to read."""
        return len(self._bytes)

    @property
    def eof(self):
        """Whether all was read and nothing more will come."""
        return self._ended and not self._bytes

    def read(self, size=-1, /):
        """Up to ``size`` bytes, or all."""
        size = len(self._bytes) if size < 0 else size
        taken = bytes(self._bytes[:size])
        del self._bytes[:size]
        return taken

    def write(self, b, /):
        """Adds bytes; gives their number. SSLError after ``write_eof()``."""
        if self._ended:
            raise SSLError("cannot write() after write_eof()")
        data = memoryview(b).tobytes()
        self._bytes += data
        return len(data)

    def write_eof(self):
        """Says that nothing more will be written."""
        self._ended = True


def _certificates(text):
    """The DER bytes of all certificates in a PEM text."""
    import base64

    found = []
    for part in text.split("-----BEGIN CERTIFICATE-----")[1:]:
        body = part.partition("-----END CERTIFICATE-----")[0]
        try:
            found.append(base64.b64decode("".join(body.split()), validate=True))
        except ValueError:
            raise SSLError(SSL_ERROR_SSL, "[SSL] PEM lib: a certificate is not base64") from None
    return found


class _SSLContext:
    """The settings of connections that the browser makes.

    >>> context = _SSLContext(PROTOCOL_TLS_CLIENT)
    >>> context.verify_mode, context.check_hostname
    (2, True)
    """

    def __new__(cls, protocol):
        if protocol not in (PROTOCOL_TLS, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, PROTOCOL_TLSv1,
                            PROTOCOL_TLSv1_1, PROTOCOL_TLSv1_2):
            raise ValueError(f"invalid or unsupported protocol version {protocol}")
        self = super().__new__(cls)
        is_client = protocol == PROTOCOL_TLS_CLIENT
        values = {
            "protocol": int(protocol), "verify_mode": CERT_REQUIRED if is_client else CERT_NONE,
            "check_hostname": is_client, "verify_flags": VERIFY_X509_TRUSTED_FIRST,
            "options": OP_ALL | OP_NO_SSLv3 | OP_CIPHER_SERVER_PREFERENCE | OP_NO_COMPRESSION
            | OP_ENABLE_MIDDLEBOX_COMPAT,
            "minimum_version": PROTO_TLSv1_2, "maximum_version": PROTO_MAXIMUM_SUPPORTED,
        }
        object.__setattr__(self, "_values", values)
        self._host_flags = HOSTFLAG_NO_PARTIAL_WILDCARDS
        self._ciphers = _DEFAULT_CIPHERS
        self._roots = []
        self.post_handshake_auth = False
        self.keylog_filename = self.sni_callback = None
        self.num_tickets = 2
        return self

    protocol = property(lambda self: self._values["protocol"], doc="The protocol that it was made for.")
    security_level = property(lambda self: 2, doc="OpenSSL's security level.")
    session_stats_names = ("number", "connect", "connect_good", "connect_renegotiate", "accept", "accept_good",
                           "accept_renegotiate", "hits", "misses", "timeouts", "cache_full")

    @property
    def check_hostname(self):
        """Whether the name in the certificate must match."""
        return self._values["check_hostname"]

    @check_hostname.setter
    def check_hostname(self, value):
        if value and self._values["verify_mode"] == CERT_NONE:
            self._values["verify_mode"] = CERT_REQUIRED
        self._values["check_hostname"] = bool(value)

    @property
    def verify_mode(self):
        """``CERT_NONE``, ``CERT_OPTIONAL`` or ``CERT_REQUIRED``."""
        return self._values["verify_mode"]

    @verify_mode.setter
    def verify_mode(self, value):
        if value not in (CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED):
            raise ValueError("invalid value for verify_mode")
        if value == CERT_NONE and self.check_hostname:
            raise ValueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.")
        self._values["verify_mode"] = int(value)

    def set_ciphers(self, cipherlist, /):
        """Keeps the list; the browser chooses the cipher."""
        if not cipherlist or not cipherlist.strip(":"):
            raise SSLError("No cipher can be selected.")
        self._ciphers = cipherlist

    def get_ciphers(self):
        """The ciphers of TLS 1.3, which every browser has."""
        return [
            {"id": 0x03001300 | number, "name": name, "protocol": "TLSv1.3", "description": name,
             "strength_bits": bits, "alg_bits": bits, "aead": True, "symmetric": name.lower()[4:-7],
             "digest": None, "kea": "kx-any", "auth": "auth-any"}
            for number, name, bits in ((2, "TLS_AES_256_GCM_SHA384", 256), (3, "TLS_CHACHA20_POLY1305_SHA256", 256),
                                       (1, "TLS_AES_128_GCM_SHA256", 128))
        ]

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        """Reads certificates, so that bad ones are noticed; the browser has its own.

        OSError when a file cannot be read, SSLError when it holds no certificate.
        """
        if cafile is None and capath is None and cadata is None:
            raise TypeError("cafile, capath and cadata cannot be all omitted")
        found = []
        if cafile is not None:
            with open(cafile, encoding="utf-8", errors="replace") as file:
                found += _certificates(file.read())
            if not found:
                raise SSLError(SSL_ERROR_SSL, "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found")
        if isinstance(cadata, str):
            cadata.encode("ascii")
            in_text = _certificates(cadata)
            if not in_text:
                raise SSLError(SSL_ERROR_SSL, "no start line: cadata does not contain a certificate")
            found += in_text
        elif cadata is not None:
            data = memoryview(cadata).tobytes()
            if data[:1] != b"\x30":
                raise SSLError(SSL_ERROR_SSL, "not enough data: cadata does not contain a certificate")
            found.append(data)
        self._roots += [certificate for certificate in found if certificate not in self._roots]

    def set_default_verify_paths(self):
        """Does nothing: the browser's certificates are always there."""

    def cert_store_stats(self):
        """How many certificates were loaded."""
        return {"x509": len(self._roots), "crl": 0, "x509_ca": len(self._roots)}

    def get_ca_certs(self, binary_form=False):
        """The loaded certificates as bytes. SSLError without ``binary_form``."""
        if not binary_form and self._roots:
            raise SSLError("certificates cannot be decoded here; ask with binary_form=True")
        return list(self._roots)

    def load_cert_chain(self, certfile, keyfile=None, password=None):
        """Raises SSLError."""
        raise SSLError(_NO_CLIENT_CERTIFICATE)

    def load_dh_params(self, path, /):
        """Raises SSLError: there is no server side in a page."""
        raise SSLError(_NO_TLS)

    def set_ecdh_curve(self, name, /):
        """Does nothing: the browser chooses the curve."""

    def set_psk_client_callback(self, callback):
        """Raises NotImplementedError."""
        raise NotImplementedError("TLS-PSK: " + _NO_TLS)

    def set_psk_server_callback(self, callback, identity_hint=None):
        """Raises NotImplementedError."""
        raise NotImplementedError("TLS-PSK: " + _NO_TLS)

    def session_stats(self):
        """All zero: this context makes no connections itself."""
        return dict.fromkeys(self.session_stats_names, 0)

    def _set_alpn_protocols(self, protocols):
        self._alpn = bytes(protocols)

    def _wrap_socket(self, sock, server_side, server_hostname=None, *, owner=None, session=None):
        raise SSLError(_NO_TLS)

    def _wrap_bio(self, incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None):
        raise SSLError(_NO_TLS)


def _setting(name, doc):
    def read(self):
        return self._values[name]

    def write(self, value):
        self._values[name] = int(value)

    return property(read, write, doc=doc)


for _name, _doc in (
    ("options", "``OP_*`` flags."), ("verify_flags", "``VERIFY_*`` flags."),
    ("minimum_version", "The lowest TLS version."), ("maximum_version", "The highest TLS version."),
):
    setattr(_SSLContext, _name, _setting(_name, _doc))
_SSLContext._msg_callback = None
del _name, _doc
