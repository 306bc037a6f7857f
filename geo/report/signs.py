"""The signs of the lights: a shape each, because colour alone says nothing to everybody."""

from geo.scorecard import Light

SIGNS = {Light.GOOD: "▲", Light.FAIR: "●", Light.POOR: "▼", Light.UNKNOWN: "–"}
COLORS = {Light.GOOD: "#00618f", Light.FAIR: "#4a5560", Light.POOR: "#8a4b00", Light.UNKNOWN: "#4a5560"}
