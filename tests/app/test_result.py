"""What "Find" makes of a typed place: better known places are offered, never the same one again."""

import pytest

from geo.offers.view import View
from ui.shared import loading, result

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def _found(near: str) -> result.Result:
    return result.find(loading.load_data(), View(language="de", near=near), loading.texts_for("de"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("45768", ()),
        ("Marl", ("45768 Marl", "45770 Marl")),
        ("Hauptbahnhof", ("Recklinghausen Hbf",)),
        ("Barkhausstraße 36, Marl", ()),
        ("51.6,7.2", ()),
    ],
)
def test_only_better_known_places_are_offered(typed: str, offered: tuple[str, ...]) -> None:
    found = _found(typed)

    assert set(offered) <= set(found.place_suggestions)
    assert bool(offered) == bool(found.place_suggestions)


def test_every_offered_place_is_nearer_to_a_point_than_what_was_typed() -> None:
    vague = _found("Recklinghausen")

    assert vague.place_suggestions
    for name in vague.place_suggestions:
        better = _found(name).place
        assert better is not None
        assert vague.place is not None
        assert better.uncertainty_m < vague.place.uncertainty_m
