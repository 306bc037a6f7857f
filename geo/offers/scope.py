"""For whom an offer is: one place, or more than that."""

from collections.abc import Mapping
from typing import Any

from geo.model import Scope


def city_alone(row: Mapping[str, Any]) -> str:
    """Return the city that an offer is for; "" for one for the whole district or on the web, whatever its address.

    Parameters
    ----------
    row
        With `scope` and `city`, as far as they are told; an offer that tells no scope is for its place.
    """
    return str(row.get("city") or "") if (row.get("scope") or Scope.LOCAL) == Scope.LOCAL else ""
