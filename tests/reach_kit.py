"""A street of four cells and a few offers, laid out in metres; every number can be done in the head."""

from collections.abc import Sequence

import pandas as pd

from geo.projection import to_degrees

ORIGIN = (370_000.0, 5_720_000.0)  # somewhere in the district, EPSG:25832


def placed(east_m: Sequence[float], north_m: Sequence[float] | None = None) -> dict[str, object]:
    """Return `lon` and `lat` of points so many metres from the origin."""
    north = [0.0] * len(east_m) if north_m is None else north_m
    lon, lat = to_degrees([ORIGIN[0] + e for e in east_m], [ORIGIN[1] + n for n in north])
    return {"lon": lon, "lat": lat}


def demand_at(east_m: Sequence[float], people: Sequence[float], **more: object) -> pd.DataFrame:
    north = more.pop("north_m", None)
    columns = {**placed(east_m, north), "people": [float(p) for p in people], **more}
    frame = pd.DataFrame(columns, index=pd.Index([f"c{n}" for n in range(len(east_m))], name="cell_id"))
    defaults = {"ags": "01", "foreign_nationals": 0.0}
    return frame.assign(**{k: v for k, v in defaults.items() if k not in frame})


def supply_at(east_m: Sequence[float], **more: object) -> pd.DataFrame:
    """Return locations named s0, s1 …: exact houses with one offer each, unless told otherwise."""
    north = more.pop("north_m", None)
    defaults = {
        "uncertainty_m": 0.0,
        "precision": "house",
        "offers": 1,
        "capacity": 1.0,
        "weight": 1.0,
        "city": "",
    }
    index = pd.Index([f"s{n}" for n in range(len(east_m))], name="location_id", dtype="str")
    frame = pd.DataFrame({**placed(east_m, north), **defaults, **more}, index=index)
    return frame.assign(kept=frame["weight"])  # one offer each: both are its weight


def street() -> pd.DataFrame:
    """Return cells at 0, 400, 1,000 and 5,000 m with 10, 30, 20 and 40 people, in two cities."""
    return demand_at(
        [0, 400, 1000, 5000],
        [10, 30, 20, 40],
        ags=["01", "01", "02", "02"],
        foreign_nationals=[4.0, 0.0, 10.0, 2.0],
    )


def two_sites() -> pd.DataFrame:
    """Return a site of two places at 0 m and one of one place at 1,000 m."""
    return supply_at([0, 1000], capacity=[2.0, 1.0])
