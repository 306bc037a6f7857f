"""What a map of the tests says."""

from geo.maps.offer_map import MapWords

WORDS = MapWords(
    "{count} Angebote",
    "unbekannt",
    "+",
    "-",
    "© X",
    "Karte",
    "1 Angebot",
    "{offers}, vergrößern",
    {"up": "hoch"},
)
