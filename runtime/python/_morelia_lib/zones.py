"""Gives ``zoneinfo`` its data: the database in the runtime.

A ``tzdata`` package that the person installed comes first.
"""


def adapt_common(module):
    """Lets ``zoneinfo._common.load_tzdata`` find the runtime's time zones."""
    import io

    import _morelia_zones

    installed = module.load_tzdata

    def load_tzdata(key):
        try:
            return installed(key)
        except module.ZoneInfoNotFoundError:
            data = _morelia_zones.load(key)
            if data is None:
                raise
            return io.BytesIO(data)

    module.load_tzdata = load_tzdata


def adapt_path(module):
    """Lets ``zoneinfo.available_timezones()`` name them."""
    import _morelia_zones

    others = module.available_timezones

    def available_timezones():
        return others() | set(_morelia_zones.names())

    available_timezones.__doc__ = others.__doc__
    module.available_timezones = available_timezones


__all__ = ["adapt_common", "adapt_path"]
