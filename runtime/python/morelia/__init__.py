"""What Morelia adds to Python in a page.

>>> from morelia import find
>>> find("button.buy").click()
"""

from .dom import documents, find, find_all, shadow_root
from .host import host
from _morelia_lib.magics.registry import register_magic

__all__ = ["documents", "find", "find_all", "host", "register_magic", "shadow_root"]
