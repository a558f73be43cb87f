"""Cameras, microphones and speakers.

>>> cameras = [d for d in await list_devices() if d.kind == "videoinput"]
"""

import js as _js
from pyodide.ffi import to_js as _to_js

__all__ = ["Device", "list_devices"]


class Device:
    """A camera, microphone or speaker.

    >>> stream = await device.get_stream()
    """

    def __init__(self, device):
        self._device_info = device

    @property
    def id(self):
        """What tells this device from others, on this site."""
        return self._device_info.deviceId

    @property
    def group(self):
        """What devices of one apparatus have in common."""
        return self._device_info.groupId

    @property
    def kind(self):
        """"videoinput", "audioinput" or "audiooutput"."""
        return self._device_info.kind

    @property
    def label(self):
        """Its name; empty until the person let the site use devices."""
        return self._device_info.label

    def __getitem__(self, key):
        return getattr(self, key)

    @classmethod
    async def request_stream(cls, audio=False, video=True):
        """Ask the person for a stream. Gives a `JsProxy` of a MediaStream.

        audio, video
            `bool`, or a dict of constraints.

        Raises `JsException` (NotAllowedError, NotFoundError …), and
        `ValueError` when neither is wanted.
        """
        if not audio and not video:
            raise ValueError("a stream needs audio or video")
        wanted = {"audio": audio, "video": video}
        return await _media().getUserMedia(_to_js(wanted))

    @classmethod
    async def load(cls, audio=False, video=True):
        """The older name of `request_stream`."""
        return await cls.request_stream(audio=audio, video=video)

    async def get_stream(self):
        """A stream of this very device. Raises as `request_stream`."""
        exactly = {"deviceId": {"exact": self.id}}
        if self.kind == "audioinput":
            return await self.request_stream(audio=exactly, video=False)
        if self.kind == "videoinput":
            return await self.request_stream(audio=False, video=exactly)
        raise ValueError(f"a device of kind {self.kind!r} has no stream")


async def list_devices():
    """All devices that the site may know of, as a list of `Device`.

    Raises `NotImplementedError` on pages that are not secure.

    >>> [device.kind for device in await list_devices()]
    ['audioinput', 'videoinput']
    """
    return [Device(device) for device in await _media().enumerateDevices()]


def _media():
    media = getattr(_js.navigator, "mediaDevices", None)
    if media is None:
        raise NotImplementedError("devices can be used on secure pages (https:) only")
    return media
