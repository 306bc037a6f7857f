"""What a provider's answer is worth: its own words → our precision and uncertainty, never too good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.model import Address, Precision
from geo.places.address import house_number_range, is_typo_of, normalize_house_number, normalize_street
from geo.projection import great_circle_m

#: Least radius by precision. A house of OpenStreetMap is drawn from aerial images; of a street a provider
#: gives one piece of several, so its extent says too little; places and areas have their own extent.
_LEAST_UNCERTAINTY_M = {
    Precision.HOUSE: 50.0,
    Precision.STREET: 500.0,
    Precision.PLACE: 100.0,
    Precision.POSTCODE: 1500.0,
    Precision.CITY: 1500.0,
}

#: Nominatim's `place_rank`: 26 and 27 are streets, 28 and more houses and points, 13 to 25 towns and their
#: parts.
_CITY_RANK, _STREET_RANK, _POINT_RANK = 13, 26, 28


@dataclass(frozen=True)
class ServiceAnswer:
    """What a provider said, in our words; `extent` is south, north, west, east in degrees, all 0 if not given."""

    lon: float
    lat: float
    precision: Precision
    extent: tuple[float, float, float, float]

    @property
    def uncertainty_m(self) -> float:
        """Half the diagonal of the extent, but never less than the precision allows."""
        south, north, west, east = self.extent
        half = float(great_circle_m(west, south, east, north)) / 2
        return max(_LEAST_UNCERTAINTY_M[self.precision], round(half))


def nominatim_answer(raw: Mapping[str, Any], asked: Address) -> ServiceAnswer | None:
    """Judge an answer of Nominatim; None if it is coarser than a city or another street than asked.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the answer does not look like one of Nominatim.
    """
    details = dict(raw.get("address") or {})
    south, north, west, east = (float(value) for value in raw.get("boundingbox") or (0, 0, 0, 0))
    road = str(details.get("road", "") or "")
    precision = _nominatim_precision(raw, str(details.get("house_number", "") or ""), asked)
    answer = ServiceAnswer(float(raw["lon"]), float(raw["lat"]), precision, (south, north, west, east))
    return answer if _is_usable(answer, road, asked) else None


def _nominatim_precision(raw: Mapping[str, Any], number: str, asked: Address) -> Precision:
    rank, kind = int(raw["place_rank"]), str(raw.get("addresstype") or raw.get("type") or "")
    if kind == "postcode" or raw.get("type") == "postcode":
        return Precision.POSTCODE
    if rank >= _POINT_RANK:
        is_interpolated = raw.get("osm_type") == "way" and raw.get("type") == "house"
        return _point_precision(number, asked, is_interpolated=is_interpolated)
    if rank >= _STREET_RANK:
        return Precision.STREET
    return Precision.CITY if rank >= _CITY_RANK else Precision.NONE


def photon_answer(raw: Mapping[str, Any], asked: Address) -> ServiceAnswer | None:
    """Judge an answer of Photon; None if it is coarser than a city or another street than asked.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the answer does not look like one of Photon.
    """
    about = raw["properties"]
    west, north, east, south = (float(value) for value in about.get("extent") or (0, 0, 0, 0))
    kind = str(about.get("type", ""))
    road = str(about.get("street", "") or (about.get("name", "") if kind == "street" else "") or "")
    precision = {
        "street": Precision.STREET,
        "locality": Precision.CITY,
        "district": Precision.CITY,
        "city": Precision.CITY,
    }.get(kind, Precision.NONE)
    if kind == "house":
        precision = _point_precision(str(about.get("housenumber", "") or ""), asked, is_interpolated=False)
    if about.get("osm_value") in ("postcode", "postal_code"):
        precision = Precision.POSTCODE
    lon, lat = (float(value) for value in raw["geometry"]["coordinates"])
    answer = ServiceAnswer(lon, lat, precision, (south, north, west, east))
    return answer if _is_usable(answer, road, asked) else None


def _point_precision(number: str, asked: Address, *, is_interpolated: bool) -> Precision:
    """Judge a house or a point of interest: a house only if it is the one that was asked for."""
    if not asked.house_number:
        return Precision.PLACE
    return (
        Precision.HOUSE
        if _is_same_number(number, asked.house_number) and not is_interpolated
        else Precision.STREET
    )


def _is_same_number(number: str, asked: str) -> bool:
    if normalize_house_number(number) == normalize_house_number(asked):
        return True
    has_letter = any(
        letter.isalpha() for letter in normalize_house_number(number) + normalize_house_number(asked)
    )
    return not has_letter and bool(set(house_number_range(number)) & set(house_number_range(asked)))


def _is_usable(answer: ServiceAnswer, road: str, asked: Address) -> bool:
    if answer.precision in (Precision.HOUSE, Precision.STREET):
        return _may_be_same_street(road, asked.street)
    return answer.precision is not Precision.NONE


def _may_be_same_street(road: str, asked: str) -> bool:
    """Whether the road of an answer may be the street asked for; other scripts cannot be compared."""
    known, key = normalize_street(road), normalize_street(asked)
    if not known or not key or not known.isascii() or not key.isascii():
        return True
    return known == key or is_typo_of(key, known)
