"""The part "Places" of maintaining: who may, the queue, a point taken or set, what it changes, and undo."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.model import Match, Precision, Role
from geo.store import organization_id
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.locating import Candidate, candidates
from tests.access_kit import NOW
from ui.entrance import who
from ui.maintain.places import lookup
from ui.maintain.places import queue as place_queue
from ui.shared import loading

DE = load_texts("de")
EDITOR = Actor(Role.EDITOR)


@pytest.fixture(scope="module", autouse=True)
def _own_app(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve a copy of the shipped offers to all tests of this file: each takes back what it does."""
    folder = tmp_path_factory.mktemp("places")
    shutil.copytree(prepared_var, folder, dirs_exist_ok=True)
    kept = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(folder))
        for function in kept:
            function.cache_clear()
        yield
    for function in kept:
        function.cache_clear()


@pytest.fixture(autouse=True)
def _editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign an editor in."""
    monkeypatch.setattr(who, "actor", lambda: EDITOR)


def _page(language: str) -> None:
    """Stand for the page of those who maintain."""
    import streamlit as st

    from geo.errors import GeoError
    from ui.maintain.places import page as places
    from ui.shared import loading

    texts = loading.texts_for(language)
    try:
        places.show(texts, loading.load_data())
    except GeoError as error:
        st.error(texts(error.key))


def _opened(language: str = "de", **state: object) -> AppTest:
    page = AppTest.from_function(_page, kwargs={"language": language}, default_timeout=60)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def _row(location_id: str) -> dict:
    return dict(loading.store().locations().loc[location_id])


def _first(**wanted: object) -> place_queue.Entry:
    queue = place_queue.queue_of(loading.load_data())
    return next(e for e in queue if all(getattr(e, name) == value for name, value in wanted.items()))


def _told(page: AppTest) -> str:
    return page.success[0].value.replace("\\", "")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_queue_runs_in_every_language(language: str) -> None:
    page = _opened(language)

    assert not page.exception
    texts = load_texts(language)
    rows = [button.label for button in page.button if button.key.startswith("maintain_places_open_loc-")]
    assert len(rows) == 12
    assert texts("places.run_list") in [button.label for button in page.button]
    assert not any(button.key == "maintain_places_run_provider" for button in page.button)


@pytest.mark.parametrize(
    "actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id=organization_id("Hertener Bürgerstiftung"))]
)
def test_who_is_no_editor_sees_nothing(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "actor", lambda: actor)

    page = _opened()

    assert [error.value for error in page.error] == [DE("error.access_denied")]
    assert len(page.button) == 0


def test_a_pin_by_numbers_is_saved_locked_told_and_taken_back() -> None:
    entry = _first()
    before = _row(entry.location_id)
    page = _opened()
    page.button(key=f"maintain_places_open_{entry.location_id}").click().run()
    assert page.button(key="maintain_places_save").disabled

    page.number_input(key="maintain_places_lat").set_value(entry.lat).run()
    page.number_input(key="maintain_places_lon").set_value(entry.lon).run()
    page.button(key="maintain_places_save").click().run()

    saved = _row(entry.location_id)
    assert not page.exception
    assert (saved["is_locked"], saved["precision"], saved["match_source"]) == (True, "house", "by hand")
    assert "vorher" in _told(page)
    assert entry.location_id not in [e.location_id for e in place_queue.queue_of(loading.load_data())]
    assert page.expander[0].label == DE("places.locked_count", count=1)
    page.button(key="maintain_places_undo").click().run()
    assert _told(page) == DE("notice.undone")
    assert not _row(entry.location_id)["is_locked"]
    assert _row(entry.location_id)["precision"] == before["precision"]


def test_a_point_in_another_city_needs_a_reason() -> None:
    entry = next(
        e for e in place_queue.queue_of(loading.load_data()) if e.address.city == "Marl" and e.address.street
    )
    page = _opened(maintain_places_open=entry.location_id)

    page.number_input(key="maintain_places_lat").set_value(
        51.5236
    ).run()  # Castrop-Rauxel lies at the other end
    page.number_input(key="maintain_places_lon").set_value(7.3120).run()

    assert page.warning[0].value.replace("\\", "") == DE("error.outside_city")
    assert page.button(key="maintain_places_save").disabled
    page.text_input(key="maintain_places_reason").set_value("Das Büro ist umgezogen.").run()
    page.button(key="maintain_places_save").click().run()
    saved = _row(entry.location_id)
    assert (saved["is_locked"], saved["note"]) == (True, "Das Büro ist umgezogen.")
    page.button(key="maintain_places_undo").click().run()


def _candidates(entry: place_queue.Entry) -> list[Candidate]:
    data = loading.load_data()
    return candidates(entry.address, data.geocoder, data.boundaries)


def test_a_candidate_is_taken_with_one_click() -> None:
    queue = place_queue.queue_of(loading.load_data())
    entry = next(e for e in queue if any(c.city_fits and c.match.lon != e.lon for c in _candidates(e)))
    page = _opened(maintain_places_open=entry.location_id)
    takes = [button for button in page.button if button.key.startswith("maintain_places_take_")]

    takes[0].click().run()

    assert not page.exception
    saved = _row(entry.location_id)
    assert saved["is_locked"]
    assert saved["lon"] in [c.match.lon for c in _candidates(entry)]
    page.button(key="maintain_places_undo").click().run()
    assert not _row(entry.location_id)["is_locked"]


def test_a_candidate_that_tells_nothing_new_is_not_offered() -> None:
    queue = place_queue.queue_of(loading.load_data())
    known = next(e for e in queue if [(c.match.lon, c.match.lat) for c in _candidates(e)] == [(e.lon, e.lat)])

    page = _opened(maintain_places_open=known.location_id)

    assert not [button for button in page.button if button.key.startswith("maintain_places_take_")]
    assert DE("places.no_candidates") in [text.value.replace("\\", "") for text in page.markdown]


def test_the_local_list_runs_over_all_and_finds_nothing_new_in_what_ships() -> None:
    page = _opened()

    page.button(key="maintain_places_run_list").click().run()

    assert not page.exception
    asked = sum(bool(e.address.street) for e in place_queue.queue_of(loading.load_data()))
    assert _told(page) == DE("places.nothing_better", count=asked)


def _going(**state: object) -> lookup.Going:
    """Return a run that was stopped before the last addresses, with one point found."""
    first, *_, last = [e for e in place_queue.queue_of(loading.load_data()) if e.address.street]
    found = Match("", first.lon, first.lat, Precision.HOUSE, 5.0, "a service", NOW.date())
    values = {"waiting": (last.location_id,), "asked": 7, "better": {first.location_id: found}, **state}
    return lookup.Going(with_provider=False, is_stopped=True, **values)


def test_a_stopped_run_can_be_kept_and_taken_back() -> None:
    going = _going()
    (found,) = going.better
    page = _opened(maintain_places_run=going)
    assert not any(button.key == "maintain_places_run_list" for button in page.button)

    page.button(key="maintain_places_keep").click().run()

    assert (_row(found)["match_source"], _row(found)["is_locked"]) == ("a service", False)
    assert DE("places.run_done", count=1) in _told(page)
    page.button(key="maintain_places_undo").click().run()
    assert _row(found)["match_source"] != "a service"


def test_a_stopped_run_goes_on_where_it_was() -> None:
    going = _going(better={})
    page = _opened(maintain_places_run=going)

    page.button(key="maintain_places_resume").click().run()

    assert _told(page) == DE("places.nothing_better", count=going.asked + 1)


def test_a_pin_of_another_person_is_not_overwritten_by_a_run() -> None:
    going = _going()
    (found,) = going.better
    loading.store().lock_location(found, lon=7.1, lat=51.6, note="set by hand")
    page = _opened(maintain_places_run=going)

    page.button(key="maintain_places_keep").click().run()

    assert (_row(found)["lon"], _row(found)["match_source"]) == (7.1, "by hand")
    loading.store().undo_batch(loading.store().batches(limit=1)[0].batch_id, who=Role.EDITOR)
