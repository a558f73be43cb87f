"""Runs once when the interpreter boots, before any of the person's code."""

import sys

sys.path[:] = ["/home/web_user", "/usr/lib/python3.14/site-packages"]
sys.prefix = sys.base_prefix = sys.exec_prefix = sys.base_exec_prefix = "/usr"
sys.executable = ""

from _morelia_lib import (  # noqa: E402  (imports through what is set up above)
    adaptations,
    install_paths,
    network_hooks,
    stdio,
)

stdio.install()
adaptations.install()
install_paths.install()
network_hooks.install()
