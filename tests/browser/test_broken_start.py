"""What breaks is said in one sentence, in the visitor's language; health tells the monitor; mended, it goes on."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.i18n import load_texts
from geo.settings import PROJECT_ROOT
from tests.browser.conftest import Serve, Visit
from tests.browser.kit import LONG_PATIENCE_MS, Visitor
from tests.browser.scratch_kit import scratch_district, write_offers
from tests.browser.server_kit import Server, running_server

OFFERS = ({"title": "Deutschkurs am Abend", "street": "Barkhausstraße", "house_number": "36"},)
SECRET = "Geheimnisgasse"


def _says(visitor: Visitor, key: str, *, timeout: float | None = None) -> None:
    alert = visitor.page.get_by_test_id("stAlert")
    expect(alert.locator("p")).to_have_text(visitor.texts(key), timeout=timeout)
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
    assert "Traceback" not in visitor.page.content()


def _is_unwell(server: Server, error: str) -> None:
    status, _, body = server.get("/healthz")
    assert (status, json.loads(body)["ok"], json.loads(body)["error"]) == (503, False, error)


def _is_well(server: Server) -> None:
    status, _, body = server.get("/healthz")
    assert (status, json.loads(body)["offers"]) == (200, 1)


@pytest.fixture(scope="module")
def unlucky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the app on a boundary file that does not load."""
    folder = tmp_path_factory.mktemp("unlucky")
    boundaries = folder / "boundaries.geojson"
    boundaries.write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    offers = write_offers(folder / "offers.csv", OFFERS)
    with running_server(
        folder, environ=scratch_district(folder, boundaries=boundaries, offers=offers)
    ) as server:
        yield server


def test_a_broken_boundary_file_is_said_and_once_mended_all_goes_on(visit_at: Visit, unlucky: Server) -> None:
    folder = unlucky.var.parent
    for language in ("de", "ar"):
        _says(visit_at(unlucky, language=language).open(), "error.data")
    _says(visit_at(unlucky).open("/about"), "error.data")
    _is_unwell(unlucky, "DataError")
    status, _, paper = unlucky.get("/print?lang=de")
    assert status == 503
    assert "Traceback" not in paper.decode()

    shutil.copy(PROJECT_ROOT / "data" / "boundaries.geojson", folder / "boundaries.geojson")

    visit_at(unlucky).open().sees_count(1)
    _is_well(unlucky)


def test_a_locked_database_is_said_and_once_free_all_goes_on(
    visit_at: Visit, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    with closing(sqlite3.connect(tmp_path / "var" / "karte.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        environ = scratch_district(tmp_path, offers=write_offers(tmp_path / "offers.csv", OFFERS))
        server = serve(environ, wait_for="/_stcore/health")

        visitor = visit_at(server)
        visitor.page.goto(
            server.url
        )  # the server waits some seconds for the other process before it gives up
        _says(visitor, "error.store_busy", timeout=LONG_PATIENCE_MS)

    visit_at(server).open().sees_count(1)
    _is_well(server)


def test_a_damaged_database_is_said_and_once_moved_away_all_goes_on(
    visit_at: Visit, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    database = tmp_path / "var" / "karte.sqlite3"
    database.write_bytes(b"no database" * 500)
    server = serve(scratch_district(tmp_path, offers=write_offers(tmp_path / "offers.csv", OFFERS)))

    _says(visit_at(server, language="en").open(), "error.store")
    _is_unwell(server, "StoreError")
    status, _, paper = server.get("/print?lang=en")
    assert status == 503
    assert load_texts("en")("error.store") in paper.decode()

    database.unlink()
    visit_at(server).open().sees_count(1)

    for file in database.parent.iterdir():
        file.unlink()
    again = visit_at(server)
    again.page.goto(server.url)
    expect(again.summary.or_(again.page.get_by_test_id("stAlert")).first).to_be_visible()
    expect(again.page.get_by_test_id("stException")).to_have_count(0)


def test_a_folder_that_takes_no_writes_is_said(visit_at: Visit, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = serve({"KARTE_VAR": str(tmp_path / "file" / "var")})

    _says(visit_at(server).open(), "error.store_read_only")
    _is_unwell(server, "StoreReadOnly")


def test_a_shelter_with_an_address_is_refused_and_the_log_does_not_tell_it(
    visit_at: Visit, serve: Serve, tmp_path: Path
) -> None:
    shelter = {
        "title": "Frauenhaus",
        "is_protected": "yes",
        "street": SECRET,
        "house_number": "7",
        "postal_code": "45768",
    }
    server = serve(
        scratch_district(tmp_path, offers=write_offers(tmp_path / "offers.csv", [*OFFERS, shelter]))
    )

    visitor = visit_at(server).open()

    _says(visitor, "error.data")
    _is_unwell(server, "DataError")
    assert SECRET not in visitor.traffic.words() + visitor.page.content()
    assert "protected" in server.said()
    assert SECRET not in server.said()
