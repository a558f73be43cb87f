"""Gives ``decimal`` native arithmetic for everyday numbers."""


def adapt(module):
    """Lets ``_pydecimal`` add, subtract, multiply and divide natively."""
    import _morelia_decimal

    _morelia_decimal.install(module)


__all__ = ["adapt"]
