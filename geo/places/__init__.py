"""An address becomes a point, a point a name."""
