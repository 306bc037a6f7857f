"""The areas an operator brought along, shared by the pages; read anew as soon as something was added or removed."""

from functools import lru_cache
from pathlib import Path

from geo.planning.own_areas import AREAS, OwnAreas, kept_areas
from ui.shared.loading import Data


def names_of_areas(data: Data) -> tuple[str, ...]:
    """Return the names of all sets of areas."""
    return tuple(_kept(data.settings.var, AREAS.stamp(data.settings.var)))


def areas_named(data: Data, name: str) -> OwnAreas | None:
    """Return the areas of a name, None for "" and for those that are no longer there."""
    return _kept(data.settings.var, AREAS.stamp(data.settings.var)).get(name) if name else None


@lru_cache(maxsize=2)
def _kept(var: Path, _stamp: tuple[tuple[str, int, int], ...]) -> dict[str, OwnAreas]:
    return {one.name: one for one in kept_areas(var)[0]}
