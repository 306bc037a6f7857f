"""Another district changes its own files, no code: one made from nothing runs every command and every page."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from geo.cli import main
from geo.i18n import load_texts
from geo.model import Role
from geo.upkeep.access import Actor
from tests.app_kit import html_of
from tests.asgi_kit import ask
from tests.district_app_kit import of_another, opened, serving
from tests.district_kit import CITIES, LANGUAGES, NAME, environment, make_district
from tests.publish_kit import json_in, packed_in
from tests.store_kit import PROJECT
from ui.entrance import who

Run = Callable[..., str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make the district once: German and English, zone 33, three cities, its own topics; gives its file."""
    path = make_district(tmp_path_factory.mktemp("land") / "kreis")
    with serving(path):
        yield path


@pytest.fixture
def run(made: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must end well; gives its answer."""

    def run_command(*arguments: str) -> str:
        code = main(arguments)
        out, err = capsys.readouterr()
        assert code == 0, err
        assert of_another(out + err) == []
        return out

    return run_command


# --- the command line --------------------------------------------------------------------------------------------


def test_a_process_of_its_own_starts_on_it_and_finds_nothing_wrong(made: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geo", "check", "--json"],
        cwd=PROJECT,
        env=environment(made, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_its_offers_are_found_near_an_address(run: Run) -> None:
    found = json.loads(run("find", "--topic", "courses", "--near", "Musterweg 1, Musterstadt A", "--json"))

    first = found["offers"][0]
    assert (found["count"], first["title"]) == (4, "Deutschkurs am Abend")
    assert first["distance_m"] == pytest.approx(150 * 1.3, abs=1)


def test_its_addresses_are_geocoded(run: Run) -> None:
    found = json.loads(run("geocode", "Musterweg 3, Musterstadt B"))

    assert (found["precision"], found["city"], found["inside_city"]) == ("house", "Musterstadt B", True)


def test_its_people_are_counted_in_all_its_cities_and_their_source_is_named(run: Run) -> None:
    found = json.loads(run("coverage", "--topic", "courses", "--json"))

    assert found["population"]["all"] == 27_000
    assert {city["name"] for city in found["cities"]} == {city.name for city in CITIES}
    assert found["offers"]["located"] == 2
    assert "population: Ausgedacht: population" in json.dumps(found, ensure_ascii=False)


def test_a_new_site_is_found_where_no_course_is(run: Run) -> None:
    found = json.loads(run("site", "--topic", "courses", "--json"))

    assert [site["city"] for site in found["sites"]] == ["Musterstadt C"]


def test_addresses_to_mend_are_listed_with_its_own_start(run: Run) -> None:
    assert "Beispielstr" in run("locate", "--list", "--json")


def test_its_own_table_is_read_again_without_a_change(run: Run, made: Path) -> None:
    plan = json.loads(run("import", str(made.parent / "daten" / "offers.csv"), "--json"))

    assert (plan["unchanged"], plan["new"], plan["changed"], plan["problems"]) == (10, 0, 0, [])


@pytest.mark.parametrize("kind", ["csv", "hsds", "jsonld", "atom"])
def test_its_offers_are_exported(run: Run, tmp_path: Path, kind: str) -> None:
    run("export", "--format", kind, "--out", str(tmp_path / "offers"))

    written = (tmp_path / "offers").read_text(encoding="utf-8")
    assert "Deutschkurs am Abend" in written
    assert of_another(written) == []


def test_slides_and_a_city_sheet_are_written(run: Run, tmp_path: Path) -> None:
    run("report", "--out", str(tmp_path / "a.pptx"), "--lang", "en")
    run("report", "--out", str(tmp_path / "a.pdf"), "--topic", "courses")
    run("report", "--out", str(tmp_path / "c.pdf"), "--city", "Musterstadt C")

    deck = Presentation(str(tmp_path / "a.pptx"))
    words = " ".join(s.text_frame.text for page in deck.slides for s in page.shapes if s.has_text_frame)
    pages = [_pdf(tmp_path / name) for name in ("a.pdf", "c.pdf")]
    assert NAME in words
    assert "Musterstadt C" in pages[1]
    assert [of_another(text) for text in (words, *pages)] == [[], [], []]


def _pdf(path: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_published_page_speaks_its_languages_alone(run: Run, tmp_path: Path) -> None:
    run("publish", "--out", str(tmp_path))

    html = (tmp_path / "integrationskarte.html").read_text(encoding="utf-8")
    content = json_in(html, "content")
    texts = content["catalogues"]["de"]["texts"]
    others = [packed_in(html, language) for language in LANGUAGES[1:]]
    assert tuple(content["meta"]["languages"]) == LANGUAGES
    assert [*content["catalogues"], *(one["language"] for one in others)] == list(LANGUAGES)
    assert set(content["centres"]) == {city.name for city in CITIES}
    assert texts["find.where_example"] == "z. B. 03991 oder Bahnhof Musterbahnhof"
    assert texts["map.attribution"] == "Musterverein"
    assert of_another(json.dumps([{**content, "icons": {}}, others], ensure_ascii=False)) == []


# --- the app -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "query", "key"),
    [
        ("find", {"near": "Musterweg 1, Musterstadt A", "offer": "ml-001"}, "find.title"),
        ("coverage", {"topic": "courses", "sites": "1"}, "coverage.title"),
        ("coverage", {}, "coverage.title"),
        ("present", {}, "present.title"),
        ("about", {}, "about.title"),
    ],
)
def test_every_page_runs_on_it(made: Path, name: str, query: dict[str, str], key: str) -> None:
    language = "de" if query else "en"

    shown = html_of(opened(name, language, **query))

    assert load_texts(language)(key, district=NAME) in shown
    assert of_another(shown) == []


@pytest.mark.parametrize("view", ["desk", "places", "import", "links"])
def test_editors_maintain_it(made: Path, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    monkeypatch.setattr(who, "actor", lambda: Actor(Role.EDITOR, login="redaktion"))

    assert of_another(html_of(opened("maintain", "de", view=view))) == []


def test_fields_show_places_of_its_own(made: Path) -> None:
    page = opened("find", "en")

    example = "e.g. 03991 or Bahnhof Musterbahnhof"
    assert page.text_input(key="find_near").placeholder == example


def test_a_language_it_does_not_speak_gives_its_first_one(made: Path) -> None:
    page = opened("find", "ar")

    assert page.text_input(key="find_q").label == load_texts("de")("find.what")


@pytest.mark.parametrize("path", ["/karte", "/healthz", "/api/offers.json", "/print", "/slides"])
def test_the_server_answers_for_it(made: Path, path: str) -> None:
    answer = ask(path)

    text = re.sub(r"base64,[\w+/=]+", "", answer.body.decode())  # letters of a picture say nothing
    assert answer.status == 200
    assert path == "/healthz" or "Muster" in text
    assert of_another(text, years=path not in {"/karte", "/slides"}) == []
