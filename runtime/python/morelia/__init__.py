"""What Morelia adds to Python in a page.

>>> from morelia import find
>>> find("button.buy").click()
"""

from .dom import documents, find, find_all, shadow_root
from .host import host
from .mounts import mount, sync, unmount

__all__ = [
    "documents", "find", "find_all", "host", "mount", "shadow_root", "sync", "unmount",
]
