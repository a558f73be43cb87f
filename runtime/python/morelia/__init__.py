"""What Morelia adds to Python in a page.

>>> from morelia import find
>>> find("button.buy").click()
"""

from _morelia_lib.magics.registry import register_magic
from _morelia_lib.selected import Picture, screenshot

from .dom import documents, find, find_all, shadow_root
from .host import host
from .mounts import mount, sync, unmount

__all__ = [
    "Picture", "documents", "find", "find_all", "host", "mount", "register_magic", "screenshot",
    "shadow_root", "sync", "unmount",
]
