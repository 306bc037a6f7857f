"""An editor imports a bad file, mends it, takes it back, sets a pin by a click on the map, and merges a duplicate."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from geo.model import Role
from geo.settings import load_settings
from geo.store import OfferEdit, Store
from geo.upkeep.access import add_account
from tests.access_kit import NOW, PASSWORD
from tests.browser.conftest import Serve, Visit
from tests.browser.kit import Visitor, axe_findings
from tests.browser.server_kit import Server
from tests.sources_kit import xlsx_bytes

GOOD = {
    "title": "Kurs", "organization": "Testverein", "topics": "Sprache", "languages": "Deutsch", "fee_kind": "kostenlos",
    "street": "Wiesenstraße", "house_number": "22", "postal_code": "45770", "city": "Marl", "email": "info@verein.de",
    "website": "https://verein.de", "phone": "02365 1", "page_date": "2024", "lon": "7,0905", "lat": "51,6566",
    "description": "Ein Kurs.",
}  # fmt: skip
#: Twelve kinds of fault: the value, and the key of the text that explains it.
BAD = {
    "topics": ("Sprahce", "not_allowed"),
    "title": ("", "required"),
    "postal_code": ("4577", "form_postal_code"),
    "house_number": ("hinten links", "form_house_number"),
    "email": ("info(at)verein", "form_email"),
    "website": ("ftp://verein", "form_website"),
    "phone": ("bitte anrufen", "form_phone"),
    "city": ("Marll", "city_by_postcode"),
    "page_date": ("neulich", "form_date"),
    "lon": ("sieben", "form_number"),
    "fee_kind": ("#REF!", "spreadsheet_error"),
    "description": ("x" * 2001, "too_long"),
}
#: Of these a fault keeps the row out; elsewhere only the cell is left empty, concluded or cut.
KEEPS_OUT = {"topics", "title"}


def _file(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_bytes(xlsx_bytes([list(GOOD), *(list(row.values()) for row in rows)]))
    return path


@pytest.fixture
def server(serve: Serve) -> Server:
    """Run the app with an editor's account and an offer that stands there twice."""
    running = serve({})
    with Store.open(load_settings({"KARTE_VAR": str(running.var)})) as store:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW)
        known = next(o for o in store.stored_offers().values() if o.row["street"] and o.row["phone"])
        twin = {**known.row, "offer_id": "own-twin", "phone": "02365 99"}
        store.apply([OfferEdit.add(twin)], who=Role.EDITOR)
    return running


def _signed_in(visitor: Visitor) -> None:
    page, texts = visitor.page, visitor.texts
    page.goto(f"{visitor.server.url}/login?lang={texts.language}")
    page.get_by_label(texts("entrance.login")).fill("redaktion")
    page.get_by_label(texts("entrance.password")).fill(PASSWORD)
    page.get_by_role("button", name=texts("entrance.sign_in")).click()
    page.wait_for_url("**/maintain*")


def _titles(server: Server) -> list[str]:
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        return [stored.row["title"] for stored in store.stored_offers().values()]


def _notice(visitor: Visitor, room: str) -> Locator:
    return visitor.page.locator(f".st-key-maintain_{room}_notice_box")


def _read(visitor: Visitor, file: Path) -> Locator:
    """Hand a file in and return the plan's numbers, once they are those of this file."""
    visitor.page.locator("input[type=file]").set_input_files(file)
    numbers = visitor.page.locator(".k-plan dd")
    expect(numbers.first).to_be_visible()
    visitor.settled()
    return numbers


def test_a_bad_file_is_explained_mended_applied_and_taken_back(
    server: Server, visit_at: Visit, tmp_path: Path
) -> None:
    visitor = visit_at(server)
    page, texts = visitor.page, visitor.texts
    _signed_in(visitor)
    visitor.open("/maintain", view="import")
    rows = [
        {**GOOD, "title": f"Kurs {letter}", "house_number": str(number), column: text}
        for number, (letter, (column, (text, _))) in enumerate(
            zip("abcdefghijkl", BAD.items(), strict=True), start=1
        )
    ]

    numbers = _read(visitor, _file(tmp_path / "kurse.xlsx", rows))

    expect(numbers).to_have_text(["10", "0", "0", "0", "0", "2"])
    table = page.get_by_role("region", name=texts("intake.problems", count=12)).locator("tbody tr")
    expect(table).to_have_count(12)
    for number, (column, (text, kind)) in enumerate(BAD.items()):
        start = texts(f"import.problem.{kind}", value=text, column=column).split("x" * 50)[0]
        expect(table.nth(number)).to_contain_text(start)
        expect(table.nth(number).locator("td").first).to_have_text(str(number + 2))
        effect = "left_out" if column in KEEPS_OUT else "hint"
        expect(table.nth(number).locator("td").last).to_have_text(texts(f"intake.{effect}"))
    expect(visitor.button("intake.apply", count=10)).to_be_enabled()
    assert list(axe_findings(page.main_frame)) == []
    assert not {f"Kurs {letter}" for letter in "abcdefghijkl"} & set(_titles(server))
    visitor.button("intake.start_over").click()
    expect(page.locator(".k-plan")).to_have_count(0)

    fixed = [{**row, **{name: GOOD[name] for name in BAD if name != "house_number"}} for row in rows]
    fixed = [{**row, "title": f"Nähkurs {number}"} for number, row in enumerate(fixed[:2], start=1)]
    numbers = _read(visitor, _file(tmp_path / "besser.xlsx", fixed))
    expect(numbers).to_have_text(["2", "0", "0", "0", "0", "0"])
    visitor.button("intake.apply", count=2).click()

    done = _notice(visitor, "intake")
    expect(done).to_contain_text(texts("intake.applied", new="2", changed="0", gone="0"))
    assert _titles(server).count("Nähkurs 1") == 1
    visitor.button("notice.undo").click()
    expect(done).to_contain_text(texts("notice.undone"))
    assert "Nähkurs 1" not in _titles(server)


def test_a_click_on_the_map_and_a_drag_set_a_pin_and_the_interval_is_told(
    server: Server, visit_at: Visit
) -> None:
    visitor = visit_at(server)
    page, texts = visitor.page, visitor.texts
    _signed_in(visitor)
    visitor.open("/maintain", view="places")
    page.locator("[class*='st-key-maintain_places_open_loc'] button").nth(1).click()
    frame = page.frame_locator(".st-key-maintain_places_map_frame iframe")
    expect(frame.locator(".leaflet-container")).to_be_visible()
    latitude = page.get_by_label(texts("places.lat"), exact=True)

    frame.locator(".leaflet-container").click(position={"x": 300, "y": 200})

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
    assert float(latitude.input_value()) < float(clicked)
    assert list(axe_findings(page.main_frame)) == []

    visitor.button("places.save_pin").click()
    told = _notice(visitor, "places")
    expect(told).to_contain_text("Spanne der Abdeckung")
    ranges = re.findall(
        r"(\d+)–(\d+)\s%", told.inner_text()
    )  # one address of many: it may move by less than a point
    assert ranges
    assert all(int(low) < int(high) for low, high in ranges)
    visitor.button("notice.undo").click()
    expect(told).to_contain_text(texts("notice.undone"))


def test_a_duplicate_is_merged_side_by_side(server: Server, visit_at: Visit) -> None:
    visitor = visit_at(server, language="ar", device="phone")
    page, texts = visitor.page, visitor.texts
    _signed_in(visitor)
    visitor.open("/maintain", view="import")
    page.get_by_role("radio", name=texts("intake.part_duplicates")).click()

    page.locator("[class*='st-key-maintain_intake_compare_']").first.get_by_role("button").click()
    expect(visitor.button("merging.merge")).to_be_visible()
    assert list(axe_findings(page.main_frame)) == []
    visitor.button("merging.merge").click()

    expect(_notice(visitor, "intake")).to_contain_text(texts("merging.merged", title="").strip())
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        ((gone, kept),) = store.aliases().items()
        assert store.get(gone) is None
        assert store.get(kept) is not None
