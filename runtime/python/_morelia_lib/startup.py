"""Runs once when the build boots the interpreter, before any of the person's code.

What it leaves in memory is the image that every session starts from. Nothing
may be in it that differs from session to session: ``attach`` sets that.
"""

import sys

sys.path[:] = ["/home/web_user", "/usr/lib/python3.14", "/usr/lib/python3.14/site-packages"]
sys.prefix = sys.base_prefix = sys.exec_prefix = sys.base_exec_prefix = "/usr"
sys.executable = ""

from _morelia_lib import archive  # noqa: E402  (needs what is set up above)

archive.install()

from _morelia_lib import (  # noqa: E402  (imports from the archive)
    adaptations,
    frames,
    install_paths,
    network_hooks,
    stdio,
)

stdio.install()
adaptations.install()
frames.install()
install_paths.install()
network_hooks.install()
