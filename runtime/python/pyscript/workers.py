"""PyScript's named workers, which do not exist here.

>>> create_named_worker
<NotSupported create_named_worker [...]>
"""

from .util import NotSupported

__all__ = ["create_named_worker", "workers"]

_REASON = (
    "PyScript's workers need PyScript's loader; use threading.Thread, which does not block the page"
)

#: The workers of the page, by name: there are none.
workers = NotSupported("workers", _REASON)

#: Starts a worker: there are none.
create_named_worker = NotSupported("create_named_worker", _REASON)
