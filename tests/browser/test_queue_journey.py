"""An editor locates the top of the queue: a run of the state's list over it, then a pin dragged for the next one."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.district.boundaries import load_boundaries
from geo.model import Role
from geo.projection import to_metric
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.access import add_account
from tests.access_kit import NOW, PASSWORD
from tests.browser.conftest import Serve, Visit
from tests.browser.kit import Visitor
from tests.browser.server_kit import Server
from tests.gebref_kit import MadeUp, points_in, write

#: The first addresses of the queue that name a house (street, number, letter, city).
TOP = (
    ("Willy-Brandt-Platz", 2, "", "Gladbeck"),
    ("Friedrichstraße", 55, "", "Gladbeck"),
    ("Kellerstraße", 10, "", "Recklinghausen"),
    ("Am Steintor", 3, "", "Recklinghausen"),
    ("Kurfürstenwall", 5, "a", "Recklinghausen"),
    ("Elisabethstraße", 11, "", "Herten"),
)
#: With two of its houses known, a street without a number becomes known as a street.
SECOND_HOUSE = ("Kurfürstenwall", 7, "", "Recklinghausen")
#: What the list makes of each. The addresses of offices, whose offers may be elsewhere, become no more than a place,
#: and a person has to look; Am Steintor 3 is the office of one offer and the place of another.
BECOMES = {
    "Willy-Brandt-Platz 2": ["place"],
    "Friedrichstraße 55": ["place"],
    "Kellerstraße 10": ["house"],
    "Am Steintor 3": ["house", "place"],
    "Kurfürstenwall 5a": ["house"],
    "Kurfürstenwall, Recklinghausen": ["street"],
    "Elisabethstraße 11": ["house"],
}
RUN_OVER = sum(map(len, BECOMES.values()))
#: Keeps every text of the bar of progress: a run over few addresses is over before anybody could look twice.
WATCH_PROGRESS = """
window.progressSeen = [];
new MutationObserver(() => {
  const bar = document.querySelector("[data-testid='stProgress']");
  if (bar && !window.progressSeen.includes(bar.innerText)) window.progressSeen.push(bar.innerText);
}).observe(document.body, {childList: true, subtree: true, characterData: true});
"""


def _made_up_list(path: Path) -> Path:
    """Write the houses of the top of the queue in the state's form, each at a made-up point in its city."""
    boundaries = load_boundaries(load_settings().district.files["boundaries"])
    keys = {str(name): str(ags) for ags, name in boundaries["name"].items()}
    houses = []
    for street, number, letter, city in (*TOP, SECOND_HOUSE):
        code = len(street)
        point = points_in(boundaries.geometry[keys[city]], 1, seed=code)
        ((east,), (north,)) = to_metric(point[:, 0], point[:, 1])
        houses.append(
            MadeUp(street, str(number), letter, east + number, north, "A", keys[city], city, f"{code:05d}")
        )
    return write(path, houses)


@pytest.fixture
def server(serve: Serve, tmp_path: Path) -> Server:
    """Run the app with an editor's account and a list of houses that nobody has run over the queue yet."""
    running = serve({})
    with Store.open(load_settings({"KARTE_VAR": str(running.var)})) as store:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW)
    running.command("gazetteer", "import", str(_made_up_list(tmp_path / "gebref.txt")), "--list-only")
    return running


def _signed_in(visitor: Visitor) -> None:
    page, texts = visitor.page, visitor.texts
    page.goto(f"{visitor.server.url}/login?lang={texts.language}")
    page.get_by_label(texts("entrance.login")).fill("redaktion")
    page.get_by_label(texts("entrance.password")).fill(PASSWORD)
    page.get_by_role("button", name=texts("entrance.sign_in")).click()
    page.wait_for_url("**/maintain*")


def _rows(page: Page) -> Locator:
    return page.locator("[class*='st-key-maintain_places_open_loc'] button")


def _now(visitor: Visitor) -> str:
    """Return the sentence above the queue that says how sure coverage is at present."""
    return visitor.page.get_by_text("Spanne der Abdeckung zurzeit").inner_text()


def _range(text: str, pattern: str) -> tuple[int, int]:
    """Return low and high of a range of percent: 41–80 %, or 41 % – über 99 %."""
    found = re.search(pattern + r"\s*(\d+)(?:\s%)?\s?–\s?(?:über\s)?(\d+)\s%", text)
    assert found is not None, text
    return int(found[1]), int(found[2])


def _drag_a_pin(visitor: Visitor) -> None:
    page, texts = visitor.page, visitor.texts
    frame = page.frame_locator(".st-key-maintain_places_map_frame iframe")
    frame.locator(".leaflet-container").click(position={"x": 300, "y": 200})
    latitude = page.get_by_label(texts("places.lat"), exact=True)
    expect(latitude).not_to_have_value("")
    clicked = latitude.input_value()
    pin = frame.locator(".pin")
    expect(pin).to_be_visible()
    visitor.settled()
    pin.scroll_into_view_if_needed()
    box = pin.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 16, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 46, box["y"] + 55, steps=5)
    page.mouse.up()
    expect(latitude).not_to_have_value(clicked)
    visitor.button("places.save_pin").click()


def test_a_run_and_a_dragged_pin_locate_the_top_of_the_queue_and_the_range_is_told_each_time(
    server: Server, visit_at: Visit
) -> None:
    visitor = visit_at(server)
    page, texts = visitor.page, visitor.texts
    _signed_in(visitor)
    visitor.open("/maintain", view="places")
    at_first = _range(_now(visitor), "zurzeit:")
    first = " ".join(_rows(page).all_inner_texts()[:15])
    assert all(
        f"{street} {number}{letter}" in first for street, number, letter, _ in TOP[:-1]
    )  # the last one stands a little below
    page.evaluate(WATCH_PROGRESS)

    visitor.button("places.run_list").click()

    told = page.locator(".st-key-maintain_places_notice_box")
    expect(told).to_contain_text(texts("places.run_done", count=RUN_OVER))
    assert any("nachgeschlagen" in text for text in page.evaluate("window.progressSeen"))
    assert _range(told.inner_text(), "vorher") == at_first
    after_run = _range(told.inner_text(), "jetzt")
    assert after_run[0] < after_run[1]  # an address narrows the range on average, not each time
    told.get_by_text(texts("places.found_each")).click()
    results = told.locator(".k-gap")
    expect(results).to_have_count(RUN_OVER)
    results = results.all_inner_texts()
    assert any(
        "Quartierbüro Herten-Süd – Anlaufstelle für Anwohner · Spielgruppen für Kinder ohne Kitaplatz" in text
        for text in results
    )
    for start, kinds in BECOMES.items():
        lines = [text for text in results if text.startswith(start)]
        for kind in kinds:
            assert sum(f"Jetzt {texts(f'point.{kind}')}" in line for line in lines) == kinds.count(kind)
        assert len(lines) == len(kinds)

    _rows(page).first.click()
    _drag_a_pin(visitor)

    expect(told).to_contain_text("Gespeichert und gesperrt")
    assert _range(told.inner_text(), "vorher") == after_run
    after_pin = _range(told.inner_text(), "jetzt")
    assert after_pin[0] < after_pin[1]
    assert _range(_now(visitor), "zurzeit:") == after_pin
