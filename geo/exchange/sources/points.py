"""The point that a row states: numbers in their range, in the city of its address, longitude and latitude in place."""

from collections.abc import Callable, Mapping

from geo.errors import Problem, shown
from geo.exchange.sources.cells import clean, number
from geo.exchange.sources.nothing import is_nothing
from geo.exchange.sources.shapes import concluded_code, in_degrees
from geo.model import POINT_PRECISIONS

#: Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is "".
IsPlaceOf = Callable[[float, float, str], bool]
_RANGES = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0), "uncertainty_m": (0.0, 50_000.0)}


def read_point(
    raw: Mapping[str, str],
    headings: Mapping[str, str],
    row: int,
    city: str,
    is_place_of: IsPlaceOf,
) -> tuple[dict[str, float], list[Problem]]:
    """Return longitude, latitude and radius, and why there are none.

    Parameters
    ----------
    raw
        Texts by column: `lon`, `lat` (degrees), `uncertainty_m`.
    headings
        Where they stand in the file, for messages.
    city
        The city of the address; "" where none is known.
    """
    found: dict[str, float] = {}
    problems: list[Problem] = []
    raw = _from_metres(raw)
    for column, (low, high) in _RANGES.items():
        text = clean(raw.get(column, ""))
        text = "" if is_nothing(text, column) else text
        value = number(text)
        if text and (value is None or not low <= value <= high):
            allowed = (f"{low:g}", f"{high:g}")
            problems.append(Problem.at(row, headings[column], shown(text), "form_number", allowed))
        elif value is not None:
            found[column] = value
    if problems or not {"lon", "lat"} & found.keys():
        return {}, problems
    if not {"lon", "lat"} <= found.keys():
        lacking = "lon" if "lat" in found else "lat"
        return {}, [Problem.at(row, headings.get(lacking, lacking), "", "half_a_point")]
    return _placed(found, headings, row, city, is_place_of)


def stated_precision(raw: Mapping[str, str]) -> str:
    """Return how exact a point says it is, "" where that is none of our words for points of their own."""
    text = clean(raw.get("precision", ""))
    return text if text in tuple(POINT_PRECISIONS) else ""


def _from_metres(raw: Mapping[str, str]) -> Mapping[str, str]:
    """Return the cells with a point in degrees where its numbers can only be metres of a usual system."""
    x, y = (number(clean(raw.get(name, ""))) for name in ("lon", "lat"))
    code = concluded_code(x, y) if x is not None and y is not None else 0
    if not code or x is None or y is None:
        return raw
    lon, lat = in_degrees(x, y, code)
    return {**raw, "lon": repr(lon), "lat": repr(lat)}


def _placed(
    found: dict[str, float],
    headings: Mapping[str, str],
    row: int,
    city: str,
    is_place_of: IsPlaceOf,
) -> tuple[dict[str, float], list[Problem]]:
    lon, lat = found["lon"], found["lat"]
    if is_place_of(lon, lat, city):
        return found, []
    text = f"{lon:g} {lat:g}"
    if abs(lat) <= 90 and abs(lon) <= 90 and is_place_of(lat, lon, city):
        told = Problem.at(row, headings["lon"], text, "swapped_point", suggestion=f"{lat:g} {lon:g}")
        return {}, [told]
    kind = "point_in_other_city" if city and is_place_of(lon, lat, "") else "point_outside_district"
    return {}, [Problem.at(row, headings["lon"], text, kind, (city,) if city else (), is_hint=True)]
