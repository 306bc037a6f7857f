"""Which streets may be walked or cycled, and in which direction, as their OpenStreetMap tags say.

The classes are those of the OSM wiki's access defaults for Germany, a little stricter: what is not sure to be open
(trunk roads, bridleways, cycleways on foot, pedestrian zones by bike) needs a tag that opens it.
"""

from collections.abc import Mapping
from enum import IntFlag


class Way(IntFlag):
    """The directions in which a stretch of street may be used, seen along its nodes."""

    NONE = 0
    FORWARD = 1
    BACKWARD = 2
    BOTH = 3


MODES = ("walk", "bike")

_STREETS = frozenset(
    {"primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"}
    | {"unclassified", "residential", "living_street", "service", "road", "track", "path"}
)
#: Open unless a tag closes them.
_OPEN_CLASSES = {
    "walk": _STREETS | {"footway", "pedestrian", "steps", "corridor", "platform"},
    "bike": _STREETS | {"cycleway"},
}
#: Closed unless the tag of the mode itself opens them.
_CLOSED_CLASSES = {
    "walk": frozenset({"trunk", "trunk_link", "cycleway", "bridleway", "busway"}),
    "bike": frozenset(
        {
            "trunk",
            "trunk_link",
            "footway",
            "pedestrian",
            "steps",
            "corridor",
            "platform",
            "bridleway",
            "busway",
        }
    ),
}
_OPENS = frozenset({"yes", "designated", "official", "permissive", "destination", "customers"})
_CLOSES = frozenset(
    {
        "no",
        "private",
        "military",
        "agricultural",
        "forestry",
        "agricultural;forestry",
        "delivery",
        "emergency",
    }
    | {"permit", "restricted", "psv", "use_sidepath", "dismount"}
)
#: From the general to the particular: the last tag that says something decides.
_ACCESS_KEYS = {"walk": ("access", "foot"), "bike": ("access", "vehicle", "bicycle")}


def directions(tags: Mapping[str, str], *, mode: str) -> Way:
    """Return in which directions a way may be used; on foot all streets go both ways.

    Parameters
    ----------
    tags
        The tags of one OSM way.
    mode
        `walk` or `bike`.
    """
    if not _is_open(tags, mode):
        return Way.NONE
    return Way.BOTH if mode == "walk" else _by_bike(tags)


def _is_open(tags: Mapping[str, str], mode: str) -> bool:
    street = tags.get("highway", "")
    own = _ACCESS_KEYS[mode][-1]
    is_opened = tags.get(own, "") in _OPENS or (mode == "walk" and _is_shared_cycleway(tags))
    if street in _CLOSED_CLASSES[mode]:
        return is_opened
    if street not in _OPEN_CLASSES[mode]:
        return False
    if tags.get("motorroad") == "yes":
        return is_opened
    return not _is_closed(tags, mode)


def _is_shared_cycleway(tags: Mapping[str, str]) -> bool:
    """Whether people walk on a cycleway: `segregated` is only said of ways for both."""
    is_for_both = tags.get("highway") == "cycleway" and "segregated" in tags
    return is_for_both and tags.get("foot", "") not in _CLOSES


def _is_closed(tags: Mapping[str, str], mode: str) -> bool:
    closed = False
    for key in _ACCESS_KEYS[mode]:
        value = tags.get(key, "")
        closed = value in _CLOSES or (closed and value not in _OPENS)
    return closed


def _by_bike(tags: Mapping[str, str]) -> Way:
    """Return the directions for bicycles; a reversible street is taken to be open both ways."""
    own = tags.get("oneway:bicycle", "")
    if own == "no" or any(tags.get(key, "").startswith("opposite") for key in _CYCLEWAY_KEYS):
        return Way.BOTH
    oneway = own or tags.get("oneway", "")
    if oneway in {"-1", "reverse"}:
        return Way.BACKWARD
    is_ring = tags.get("junction") in {"roundabout", "circular"} and oneway != "no"
    return Way.FORWARD if is_ring or oneway in {"yes", "true", "1"} else Way.BOTH


_CYCLEWAY_KEYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
