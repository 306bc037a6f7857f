"""The browser's modules pass their own tests and the type checker, where Node is there."""

import json
import re
import shutil
import subprocess
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import links
from geo.offers import filters, view
from geo.offers.search import words
from geo.publish.bundle import bundle
from geo.publish.document import inline, read
from geo.publish.rules import page_rules
from geo.reach import from_place, speeds, whereabouts
from geo.settings import PROJECT_ROOT
from tests.find_kit import tiny_frame

SCRIPTS = PROJECT_ROOT / "web" / "publish"
COMPILER = PROJECT_ROOT / ".node" / "node_modules" / "typescript" / "bin" / "tsc"
NODE = shutil.which("node")
LIMIT_S = 120
#: Numbers of the twins that decide nothing: what is kept in memory, metres in a minute, minutes of a day, markers chosen
#: at once, and codes (what an offer has of a part, how a suggestion fits, whether somebody is there and why it is unsure).
OWN_NUMBERS = {
    *("ANSWERS_KEPT", "FORMS_KEPT", "FOLDED_LIMIT", "M_PER_MIN", "DAY", "MAX_SPOTS"),
    *("HAS", "LACKS", "NOT_TOLD"),
    *("START", "WORD", "SAID", "INSIDE", "TYPO"),
    *("CLOSED", "PERHAPS", "OPEN", "UNTOLD"),
    *("DOUBT", "NO_TIME", "NO_END", "HOLIDAY", "PUBLIC_OFF", "SCHOOL_OFF", "ALWAYS"),
}
WAY_COLUMNS = ("lon", "lat", "uncertainty_m", "precision", "scope", "city")
#: Where an offer may be of which only its city is known.
AREAS = whereabouts.Whereabouts(
    {
        name: np.column_stack([7.08 + np.arange(20) / 500, 51.6 + np.arange(20) / 250])
        for name in ("Herten", "Marl")
    }
)
TWINS = (
    "completing",
    "facets",
    "filters",
    "hours",
    "kept",
    "kepttext",
    "nowwords",
    "parts",
    "question",
    "reading",
    "result",
    "search",
    "travel",
    "urgent",
    "view",
    "vocabulary",
    "when",
    "wording",
    "words",
)
#: A module is read in one sitting.
MOST_LINES = 400


def _run(*command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        input=given,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@pytest.mark.skipif(NODE is None, reason="no Node here: the tests of web/publish did not run")
def test_the_modules_pass_their_own_tests():
    files = sorted(str(file) for file in (PROJECT_ROOT / "tests" / "js").glob("*.test.js"))

    done = _run(NODE or "", "--test", *files)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout


@pytest.mark.skipif(NODE is None, reason="no Node here: the types of web/publish were not checked")
@pytest.mark.skipif(not COMPILER.exists(), reason="no TypeScript in .node/: tools/typescript.sh fetches it")
def test_the_types_of_the_modules_agree():
    done = _run(NODE or "", str(COMPILER), "-p", "web/publish")

    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.skipif(NODE is None, reason="no Node here: nobody saw the modules follow other rules")
def test_the_modules_decide_by_the_numbers_and_orders_of_the_app_whatever_they_are(monkeypatch):
    monkeypatch.setattr(speeds, "WALK_KMH", 3.0)
    monkeypatch.setattr(speeds, "BIKE_KMH", 12.0)
    monkeypatch.setattr(speeds, "DETOUR_FACTOR", 1.7)
    monkeypatch.setattr(from_place, "ABOUT_M", 20.0)
    monkeypatch.setattr(filters, "FACETS", tuple(reversed(filters.FACETS)))
    monkeypatch.setattr(links, "TEXT_LIMIT", 9)
    monkeypatch.setattr(view, "PAGE_SIZE", 7)
    monkeypatch.setattr(view, "MAX_SHOWN", 70)
    monkeypatch.setattr(words, "ENDINGS", ("e", "en"))
    frame, place = tiny_frame(), from_place.Place(7.1, 51.6)
    chosen = filters.OfferFilter("haltestellen", topics=("language",), cities=("Marl",), free_only=True)

    told = _decided(frame, place, chosen)

    ways = from_place.distances(frame, place, detour_factor=speeds.DETOUR_FACTOR, whereabouts=AREAS)
    areas = ways[["area_low_min", "area_high_min"]].fillna(0.0)
    assert (areas["area_high_min"] > 0).any()
    assert [part for one in told["area"] for part in one] == pytest.approx(areas.to_numpy().ravel())
    for name in ("distance_m", "sort_m", "walk_min", "bike_min"):
        assert told[name] == pytest.approx(ways[name].fillna(0.0).to_list())
    assert told["is_about"] == ways["is_about"].to_list()
    assert told["chips"] == [chip.facet for chip in filters.chips(chosen)]
    assert told["text"] == "haltestellen"[:9]
    assert told["shown"] == [7, 70]
    assert told["stem"] == words.stem("haltestellen") == "haltestell"


def _decided(frame: pd.DataFrame, place: from_place.Place, chosen: filters.OfferFilter) -> dict[str, Any]:
    """Return what the modules make of some offers, a place and a filter by the app's present rules."""
    columns = {
        name: frame[name].astype(object).where(frame[name].notna(), None).to_list() for name in WAY_COLUMNS
    }
    given = {
        "rules": page_rules(),
        "offers": {
            "size": len(frame),
            "columns": {"offer_id": list(frame.index), "spot": [-1] * len(frame), **columns},
        },
        "areas": {
            city: [round(v * 10**whereabouts.DECIMALS) for v in at.ravel()]
            for city, at in AREAS.points.items()
        },
        "place": {"lon": place.lon, "lat": place.lat, "radius_m": place.uncertainty_m},
        "filter": {facet: getattr(chosen, facet) for facet in filters.FACETS},
        "text": "haltestellen",
    }
    done = _run(NODE or "", "tests/js/decide.js", given=json.dumps(given))
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_twins_hold_no_number_of_their_own_that_decides():
    texts = [read(SCRIPTS / f"{name}.js") for name in TWINS]

    found = {
        name for text in texts for name in re.findall(r"^(?:export )?const ([A-Z_]+) = -?[\d(]", text, re.M)
    }

    assert found == OWN_NUMBERS


def test_the_scripts_read_exactly_the_rules_they_are_sent():
    used = {name for file in SCRIPTS.glob("*.js") for name in re.findall(r"RULES\.(\w+)", read(file))}

    assert used == set(page_rules())
    assert set(json.loads(read(PROJECT_ROOT / "tests" / "js" / "rules.json"))) == used


def test_the_page_makes_no_markup_of_text_asks_for_nothing_and_keeps_nothing():
    script = bundle(SCRIPTS / "main.js")

    markup = r"innerHTML\s*=|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    outside = (
        r"\bfetch\(|WebSocket|EventSource|sendBeacon|\bimport\(|XMLHttp|localStorage|sessionStorage|cookie"
    )
    assert re.findall(f"{markup}|{outside}", script) == []


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.js")), ids=lambda file: file.name)
def test_a_module_is_short_says_what_it_is_for_and_fits_into_the_page(file):
    text = read(file)

    assert len(text.splitlines()) <= MOST_LINES
    assert text.startswith("// ")
    assert inline(file.name, text)
