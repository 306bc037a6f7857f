"""UTM metres of the state's list → degrees, beside the formulas in plain Python (Krüger's series, GRS80)."""

import math
from datetime import date
from pathlib import Path
from random import Random

import pytest

from geo.district.boundaries import load_boundaries
from geo.places.official_addresses import import_houses, open_houses
from geo.projection import great_circle_m
from geo.settings import load_settings
from tests.gebref_kit import MadeUp, points_in, write

SCALE, FALSE_EAST_M, MERIDIAN = 0.9996, 500_000.0, 9.0
AXIS_M, FLATTENING = 6_378_137.0, 1 / 298.257222101


def utm32(lon: float, lat: float) -> tuple[float, float]:
    """Return east and north of a point, by the series of Krüger up to the fourth order."""
    n = FLATTENING / (2 - FLATTENING)
    radius = AXIS_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    phi, lam = math.radians(lat), math.radians(lon - MERIDIAN)
    c = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(phi)) - c * math.atanh(c * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.hypot(1, t))
    terms = list(enumerate(series, start=1))
    east = eta + sum(a * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, a in terms)
    north = xi + sum(a * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, a in terms)
    return FALSE_EAST_M + SCALE * radius * east, SCALE * radius * north


@pytest.mark.parametrize("crs", [25832, 4647])
def test_houses_lie_where_the_formulas_put_them(tmp_path: Path, crs: int) -> None:
    settings = load_settings({"KARTE_VAR": str(tmp_path)})
    boundaries = load_boundaries(settings.district.files["boundaries"])
    truth: dict[tuple[str, str], tuple[float, float]] = {}
    houses = []
    for ags, city, area in zip(boundaries.index, boundaries["name"], boundaries.geometry, strict=True):
        for number, (lon, lat) in enumerate(
            points_in(area, 20, seed=Random(str(ags)).randrange(99)), start=1
        ):
            east, north = utm32(float(lon), float(lat))
            truth[str(city), str(number)] = (float(lon), float(lat))
            houses.append(
                MadeUp(ags=str(ags), city=str(city), number=str(number), east_m=east, north_m=north)
            )

    import_houses(write(tmp_path / "gebref.txt", houses, crs=crs), settings, today=date(2026, 8, 1))
    found = open_houses(tmp_path)

    assert found is not None
    apart = [
        float(great_circle_m(house.lon, house.lat, *truth[city, house.number]))
        for city in found.about.cities
        for house in found.houses(city, "lessingstr")
    ]
    assert len(apart) == len(truth) == 200
    assert max(apart) < 0.02  # metres
