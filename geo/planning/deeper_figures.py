"""The deeper figures of the page "Coverage" as plain numbers: all measures, what is missing, borders, fixes."""

from typing import Any

import geopandas as gpd

from geo.planning import insight
from geo.planning.access import access_unit, told
from geo.planning.answer import Answer
from geo.planning.figures import OUTSIDE, people
from geo.planning.insight import MeasureRow


def deeper_figures(answer: Answer, boundaries: gpd.GeoDataFrame | None = None) -> dict[str, Any]:
    """Return what the page tells on demand, ready for JSON.

    Parameters
    ----------
    boundaries
        The areas of the district and those beyond it (`geo.district.boundaries`); without it nothing is said about
        borders.

    Returns
    -------
    dict
        `measures`: mean, best and worst city by each measure, in its unit. `missing`: by city, as many people without
        anything would weigh as much. `edge`: people (null where too few to be told) nearer to the border than to the
        next known offer. `addresses_to_fix`: the locations whose address would narrow the interval most.
    """
    found: dict[str, Any] = {
        "measures": [_measure(answer, row) for row in insight.measures_side_by_side(answer)],
        "missing": [
            _city(answer, str(ags)) | {"people": people(float(weight))}
            for ags, weight in insight.missing_by_city(answer).items()
        ],
        "addresses_to_fix": [
            {
                "location_id": fix.location_id,
                "city": fix.city,
                "precision": fix.precision,
                "people": people(fix.people),
                "offer_ids": list(fix.offer_ids),
            }
            for fix in insight.addresses_to_fix(answer)
        ],
    }
    if boundaries is not None:
        flags = insight.edge_flags(answer, boundaries)
        found["edge"] = {"people": people(insight.people_at_edge(answer, flags))}
    return {"deeper": found}


def _measure(answer: Answer, row: MeasureRow) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "unit": access_unit(answer, row.measure),
        "mean": told(row.mean),
        "best": _city(answer, row.best) | {"mean": told(row.best_value)},
        "worst": _city(answer, row.worst) | {"mean": told(row.worst_value)},
    }


def _city(answer: Answer, ags: str) -> dict[str, Any]:
    return {"ags": ags, "name": answer.world.city_names.get(ags, ags) or OUTSIDE}
