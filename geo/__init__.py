"""Everything that can be true without a screen: offers, places, geocoding, search, maps, exports."""

__version__ = "0.1.0"
