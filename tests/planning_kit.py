"""Four cells and three offers on a line of metres; every figure of coverage can be done by hand.

    metres     0       900            3000  3100        5000      5500
    people   100        50             200                50
    foreign   10        20              40                30
    city       A         A               B                 B
    offer   house                           place             postcode (± 2600 m)

Within 1300 m of way (1000 m as the crow flies) the house is reached by 150 people, the place by 200 more. The third
offer is where somebody within 2600 m lives: with 200 of 250 people at 3000 m, in one of five draws at 5000 m, where it
reaches the last 50. The centre of B is half-way, so that neither of its cells is more central.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from geo.district.sources import DataSource, DataSources
from geo.offers.facets import OfferTable
from geo.planning.ground import World
from geo.planning.question import Question
from geo.projection import to_degrees
from tests.find_kit import frame_of, tiny_taxonomy

EAST, NORTH = 370_000.0, 5_720_000.0  # EPSG:25832, inside the district
TODAY = date(2026, 1, 1)
CITIES = {"A": "Alt", "B": "Neu"}
CELLS = {
    "c1": (0.0, "A", 100.0, 10.0),
    "c2": (900.0, "A", 50.0, 20.0),
    "c3": (3000.0, "B", 200.0, 40.0),
    "c4": (5000.0, "B", 50.0, 30.0),
}
OFFERS = {
    "house": (0.0, "house", 0.0),
    "place": (3100.0, "place", 100.0),
    "postcode": (5500.0, "postcode", 2600.0),
}
PLACE = ("lon", "lat", "precision", "uncertainty_m")
#: 1000 m as the crow flies.
METRES = Question(topics=("language",), mode="metres", threshold=1300.0)

SOURCES = DataSources(
    (DataSource("population", "Cells", "Office", "2022-05-15", "free", "© Office", {}, ("cells.csv",)),),
    {"cells.csv": "0" * 64},
)


def at(metres: float, *, north_m: float = 0.0) -> tuple[float, float]:
    """Return the degrees of a place on the line."""
    lon, lat = to_degrees([EAST + metres], [NORTH + north_m])
    return float(lon[0]), float(lat[0])


def line_demand(cells: Mapping[str, tuple[float, str, float, float]] = CELLS) -> pd.DataFrame:
    rows = [(name, *at(x), ags, people, foreign) for name, (x, ags, people, foreign) in cells.items()]
    columns = ["cell_id", "lon", "lat", "ags", "people", "foreign_nationals"]
    return pd.DataFrame(rows, columns=columns).set_index("cell_id")


def line_offers(offers: Mapping[str, tuple[float, str, float]] = OFFERS) -> pd.DataFrame:
    rows = []
    for name, (x, precision, uncertainty_m) in offers.items():
        lon, lat = at(x)
        rows.append(
            {
                "offer_id": name,
                "title": name,
                "topics": ("language",),
                "lon": lon,
                "lat": lat,
                "precision": precision,
                "uncertainty_m": uncertainty_m,
            }
        )
    frame = frame_of(*rows) if rows else frame_of({"offer_id": "x"}).iloc[:0]
    return frame.assign(house_number="", page_date="", location_id="", is_protected=False)


def offers_of(supply: pd.DataFrame) -> pd.DataFrame:
    """Return an offer at each location of a supply, known as well as the location is."""
    rows = [
        {
            "offer_id": str(name),
            "title": str(name),
            "topics": ("language",),
            **{key: row[key] for key in PLACE},
        }
        for name, row in supply.iterrows()
    ]
    frame = frame_of(*rows) if rows else frame_of({"offer_id": "x"}).iloc[:0]
    return frame.assign(house_number="", page_date="", location_id="", is_protected=False)


def line_world(
    *, demand: pd.DataFrame | None = None, offers: pd.DataFrame | None = None, **options: object
) -> World:
    frame = line_offers() if offers is None else offers
    cells = line_demand() if demand is None else demand
    usual = {"centres": {"B": at(4000.0)}, **options}
    return World(OfferTable(frame, tiny_taxonomy()), cells, CITIES, today=TODAY, **usual)


def write_cells(path: Path, *, people: Mapping[str, object] | None = None) -> Path:
    """Write the cells of the line as a file that somebody brings along."""
    demand = line_demand().drop(columns="ags")
    if people:
        demand["people"] = demand["people"].astype(object)
        for name, value in people.items():
            demand.loc[name, "people"] = value
        demand = demand.drop(columns="foreign_nationals")  # these would be more than the people
    demand.to_csv(path)
    return path


def write_offers(path: Path, *, topic: str = "language") -> Path:
    """Write the offers of the line, exact where they carry no uncertainty."""
    lines = ["offer_id,title,topics,lon,lat,uncertainty_m"]
    for name, (x, _, uncertainty_m) in OFFERS.items():
        lon, lat = at(x)
        lines.append(f"{name},{name},{topic},{lon!r},{lat!r},{uncertainty_m or ''}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
