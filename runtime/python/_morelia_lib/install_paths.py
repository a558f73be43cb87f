"""Where packages are, told the same way by ``sys.path``, ``sysconfig`` and ``site``.

RustPython's ``sysconfig`` and ``site`` compute folders from its own name
(``/usr/lib/rustpython3.14t``), where nothing is.
"""

from _morelia_lib.import_hooks import when_imported

_THEIRS = "{implementation_lower}{py_version_short}{abi_thread}"
_OURS = "python{py_version_short}"


def install():
    """Corrects both modules as soon as they are imported."""
    when_imported("sysconfig", _correct_sysconfig)
    when_imported("site", _correct_site)


def _correct_sysconfig(sysconfig):
    for scheme in sysconfig._INSTALL_SCHEMES.values():
        for name, path in scheme.items():
            scheme[name] = path.replace(_THEIRS, _OURS)


def _correct_site(site):
    def getsitepackages(prefixes=None):
        """The folder that packages are installed to.

        >>> getsitepackages()
        ['/usr/lib/python3.14/site-packages']
        """
        return [f"{prefix}/lib/python3.14/site-packages" for prefix in prefixes or ["/usr"]]

    site.getsitepackages = getsitepackages


__all__ = ["install"]
