"""Pictures among bytes, told by how their files begin."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "PNG"),
    (b"\xff\xd8\xff", "image/jpeg", "JPEG"),
    (b"GIF87a", "image/gif", "GIF"),
    (b"GIF89a", "image/gif", "GIF"),
)
#: Larger pictures are shown as bytes only.
MAX_IMAGE = 20_000_000
_SHOWN = 24


def kind_of(data):
    """``(MIME type, name)`` of the picture that bytes are, or None.

    >>> kind_of(b"GIF89a...")
    ('image/gif', 'GIF')
    """
    for beginning, mime, name in _BEGINNINGS:
        if data.startswith(beginning):
            return mime, name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "WebP"
    start = data[:1000].lstrip()
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!DOCTYPE svg")) and b"<svg" in start):
        return "image/svg+xml", "SVG"
    return None


def of_bytes(value):
    """The MIME bundle of bytes that are a picture, else None.

    Takes bytes, bytearray or memoryview.

    >>> of_bytes(b"no picture") is None
    True
    """
    data = bytes(value[:1000])
    kind = kind_of(data)
    size = memoryview(value).nbytes
    if kind is None or size > MAX_IMAGE:
        return None
    import binascii

    mime, name = kind
    found = {"text/plain": f"{data[:_SHOWN]!r}... ({size} bytes, {name})"}
    if mime == "image/svg+xml":
        found[mime] = bytes(value).decode("utf-8", "replace")
    else:
        found[mime] = binascii.b2a_base64(bytes(value), newline=False).decode("ascii")
    return found


__all__ = ["MAX_IMAGE", "kind_of", "of_bytes"]
