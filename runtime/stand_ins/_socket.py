"""The native half of ``socket``, for a place that has no sockets.

Constants, number conversions and numeric addresses work as everywhere; making
a socket raises OSError and says what to use instead.

>>> import socket
>>> socket.inet_ntoa(socket.inet_aton("127.0.0.1"))
'127.0.0.1'
"""

import errno as _errno
import ipaddress as _ipaddress

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW = 1, 2, 3
SOL_SOCKET, SOL_IP, SOL_TCP, SOL_UDP = 1, 0, 6, 17
SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE = 1, 2, 3, 4, 5
SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_OOBINLINE = 6, 7, 8, 9, 10
SO_LINGER, SO_REUSEPORT, SO_RCVTIMEO, SO_SNDTIMEO, SO_ACCEPTCONN = 13, 15, 20, 21, 30
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP = 0, 1, 6, 17
IPPROTO_IPV6, IPPROTO_ICMPV6, IPPROTO_RAW = 41, 58, 255
IPV6_UNICAST_HOPS, IPV6_V6ONLY = 16, 26
IP_TOS, IP_TTL = 1, 2
IPPORT_RESERVED, IPPORT_USERRESERVED = 1024, 5000
TCP_NODELAY, TCP_MAXSEG, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 2, 4, 5, 6
INADDR_ANY, INADDR_BROADCAST = 0, 0xFFFFFFFF
INADDR_LOOPBACK, INADDR_NONE = 0x7F000001, 0xFFFFFFFF
MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_WAITALL, MSG_DONTWAIT = 1, 2, 4, 0x100, 0x40
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 128
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST = 1, 2, 4
AI_V4MAPPED, AI_ALL, AI_ADDRCONFIG, AI_NUMERICSERV = 8, 16, 32, 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
EAI_BADFLAGS, EAI_NONAME, EAI_AGAIN, EAI_FAIL = -1, -2, -3, -4
EAI_NODATA, EAI_FAMILY, EAI_SOCKTYPE, EAI_SERVICE, EAI_MEMORY = -5, -6, -7, -8, -10

has_ipv6 = True

error = OSError
timeout = TimeoutError


class herror(OSError):
    """A failed look-up by ``gethostbyaddr``."""


class gaierror(OSError):
    """A failed look-up by ``getaddrinfo``."""


_INSTEAD = (
    "a web page has no raw sockets. For HTTP use urllib.request, http.client or "
    "requests; for web sockets use js.WebSocket"
)


def _unavailable(*_args, **_named):
    raise OSError(_errno.EOPNOTSUPP, _INSTEAD)


class socket:
    """Raises OSError: there are no sockets in a web page."""

    __slots__ = ()

    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None):
        _unavailable()

    def fileno(self):
        """The descriptor; -1, for there is none."""
        return -1

    def close(self):
        """Does nothing: there is nothing to close."""

    family = AF_INET
    type = SOCK_STREAM
    proto = 0
    timeout = None


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0):
    """Raises OSError: there are no sockets in a web page."""
    _unavailable()


def dup(fd):
    """Raises OSError: there are no sockets in a web page."""
    _unavailable()


def close(fd):
    """Raises OSError: there are no sockets in a web page."""
    _unavailable()


_default_timeout = None


def getdefaulttimeout():
    """The timeout of new connections in seconds, or None.

    >>> getdefaulttimeout()
    """
    return _default_timeout


def setdefaulttimeout(seconds):
    """Sets the timeout of new HTTP connections; None is no limit.

    >>> setdefaulttimeout(None)
    """
    global _default_timeout
    if seconds is not None:
        seconds = float(seconds)
        if seconds < 0:
            raise ValueError("Timeout value out of range")
    _default_timeout = seconds


def gethostname():
    """The name of this machine, which a page does not learn: "localhost"."""
    return "localhost"


def sethostname(name):
    """Raises OSError."""
    _unavailable()


def _numeric(host, family):
    if host in ("", None):
        return [_ipaddress.ip_address("::1" if family == AF_INET6 else "127.0.0.1")]
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii")
    if host == "localhost":
        found = [_ipaddress.ip_address("127.0.0.1"), _ipaddress.ip_address("::1")]
    elif host == "<broadcast>":
        found = [_ipaddress.ip_address("255.255.255.255")]
    else:
        try:
            found = [_ipaddress.ip_address(host)]
        except ValueError:
            raise gaierror(
                EAI_FAIL, f"the browser resolves names, and tells no addresses: {host!r}. {_INSTEAD}"
            ) from None
    version = {AF_INET: 4, AF_INET6: 6}.get(family)
    found = [address for address in found if version in (None, address.version)]
    if not found:
        raise gaierror(EAI_NONAME, "Name or service not known")
    return found


_SERVICES = {"http": 80, "https": 443, "ftp": 21, "ssh": 22, "smtp": 25, "domain": 53}


def getservbyname(name, protocol="tcp"):
    """The port of a service.

    >>> getservbyname("https")
    443
    """
    try:
        return _SERVICES[name]
    except KeyError:
        raise OSError("service/proto not found") from None


def getservbyport(port, protocol="tcp"):
    """The service of a port.

    >>> getservbyport(443)
    'https'
    """
    for name, number in _SERVICES.items():
        if number == port:
            return name
    raise OSError("port/proto not found")


def getprotobyname(name):
    """The number of a protocol.

    >>> getprotobyname("tcp")
    6
    """
    try:
        return {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "ipv6": 41}[name]
    except KeyError:
        raise OSError("protocol not found") from None


def getaddrinfo(host, port, family=AF_UNSPEC, type=0, proto=0, flags=0):
    """Addresses of a numeric host; other names raise gaierror.

    >>> getaddrinfo("127.0.0.1", 80, AF_INET, SOCK_STREAM)
    [(2, 1, 6, '', ('127.0.0.1', 80))]
    """
    if isinstance(port, (str, bytes)):
        port = port.decode() if isinstance(port, bytes) else port
        port = int(port) if port.isdigit() else getservbyname(port)
    found = []
    for address in _numeric(host, family):
        kinds = [(SOCK_STREAM, IPPROTO_TCP), (SOCK_DGRAM, IPPROTO_UDP)]
        for kind, protocol in kinds:
            if type in (0, kind) and proto in (0, protocol):
                if address.version == 4:
                    found.append((AF_INET, kind, protocol, "", (str(address), port or 0)))
                else:
                    found.append((AF_INET6, kind, protocol, "", (str(address), port or 0, 0, 0)))
    return found


def gethostbyname(host):
    """The address of a numeric host or of localhost; other names raise gaierror.

    >>> gethostbyname("localhost")
    '127.0.0.1'
    """
    return str(_numeric(host, AF_INET)[0])


def gethostbyname_ex(host):
    """As gethostbyname: name, aliases and addresses."""
    return host, [], [gethostbyname(host)]


def gethostbyaddr(host):
    """Raises herror: browsers tell no names of addresses."""
    raise herror(1, "the browser tells no names of addresses")


def getnameinfo(sockaddr, flags):
    """Host and port as text; only numeric."""
    return str(sockaddr[0]), str(sockaddr[1])


def inet_aton(text):
    """Four bytes of an IPv4 address.

    >>> inet_aton("1.2.3.4")
    b'\\x01\\x02\\x03\\x04'
    """
    try:
        return _ipaddress.IPv4Address(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_aton") from None


def inet_ntoa(packed):
    """The text of an IPv4 address.

    >>> inet_ntoa(bytes(4))
    '0.0.0.0'
    """
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return str(_ipaddress.IPv4Address(bytes(packed)))


def inet_pton(family, text):
    """The bytes of an address.

    >>> len(inet_pton(AF_INET6, "::1"))
    16
    """
    kind = _family(family)
    try:
        return kind(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, packed):
    """The text of an address.

    >>> inet_ntop(AF_INET6, bytes(15) + bytes([1]))
    '::1'
    """
    kind = _family(family)
    if len(packed) != (4 if family == AF_INET else 16):
        raise ValueError("invalid length of packed IP address string")
    return str(kind(bytes(packed)))


def _family(family):
    if family == AF_INET:
        return _ipaddress.IPv4Address
    if family == AF_INET6:
        return _ipaddress.IPv6Address
    raise OSError(_errno.EAFNOSUPPORT, "unknown address family")


def _swapped(value, size):
    if value < 0:
        raise OverflowError("can't convert negative Python int to C unsigned")
    return int.from_bytes(value.to_bytes(size, "big"), "little")


def htons(x):
    """16 bits in network order.

    >>> htons(1)
    256
    """
    return _swapped(x, 2)


def htonl(x):
    """32 bits in network order.

    >>> htonl(1)
    16777216
    """
    return _swapped(x, 4)


ntohs, ntohl = htons, htonl


def if_nameindex():
    """Network interfaces; a page sees none."""
    return []


def if_nametoindex(name):
    """Raises OSError: a page sees no network interfaces."""
    raise OSError("no interface with this name")


def if_indextoname(index):
    """Raises OSError: a page sees no network interfaces."""
    raise OSError("no interface with this index")
