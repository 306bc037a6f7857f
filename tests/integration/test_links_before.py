"""Links that the version before wrote are read to the same value today, without a hint, and written the same."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.routing import Route

from geo.links import Hint
from geo.planning.view import to_query as coverage_query
from geo.publish.rules import page_rules
from geo.settings import PROJECT_ROOT
from geo.upkeep.access import Link
from tests.version_before_files import OLD, with_old_database
from tests.version_before_kit import lost, plain
from ui import server
from ui.api.query import PAGING, asked_for
from ui.coverage import shown
from ui.maintain import state
from ui.maintain.page import VIEWS
from ui.present.briefings import deck_of, query_of
from ui.shared import address_bar, loading
from ui.shared.loading import Data

TOLD: Mapping[str, Any] = json.loads((OLD / "2026-11-26.links.json").read_text(encoding="utf-8"))
ORIGIN = "https://karte.example"
NODE = shutil.which("node")
LIMIT_S = 60
#: Kinds of slides that came since: a link that names no slides shows them, too, once there is something to tell.
LATER_SLIDES = ("advice", "breaking", "decisions")
Query = dict[str, list[str]]
#: What a link is read to, the hints at what was left out, and the keys and values it is written to.
Reading = tuple[object, list[Hint], Query]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    """What the pages share, of the database of the version before."""
    kept = (loading.settings, loading._store, loading._load)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in with_old_database(tmp_path_factory.mktemp("before")).items():
            patch.setenv(name, value)
        for function in kept:
            function.cache_clear()
        yield loading.load_data()
        loading.store().close()
    for function in kept:
        function.cache_clear()


def read_find(query: Query, data: Data) -> Reading:
    view, hints = address_bar.view_of(query, data)
    return asdict(view), hints, parse_qs(address_bar.query_string(view, default_language="de"))


def read_coverage(query: Query, data: Data) -> Reading:
    view, hints = shown.view_of(query, data)
    return asdict(view), hints, coverage_query(view, default_language=loading.languages()[0])


def read_deck(query: Query, data: Data) -> Reading:
    deck, hints = deck_of(query, data)
    before = replace(deck, slides=tuple(kind for kind in deck.slides if kind not in LATER_SLIDES))
    return asdict(before), hints, query_of(deck)


def read_maintain(query: Query, data: Data) -> Reading:
    where, hints = state.read(query, data, tuple(VIEWS))
    return asdict(where), hints, state.written(where)


READERS = {"find": read_find, "coverage": read_coverage, "deck": read_deck, "maintain": read_maintain}


def query_of_link(link: str) -> Query:
    return parse_qs(urlsplit(link).query)


def of_kind(kind: str) -> list[Any]:
    return [
        pytest.param(one, id=one["link"].removeprefix(ORIGIN)) for one in TOLD["links"] if one["kind"] == kind
    ]


@pytest.mark.parametrize("old", [one for kind in READERS for one in of_kind(kind)])
def test_a_link_to_a_page_shows_what_it_showed(data: Data, old: Mapping[str, Any]) -> None:
    read, hints, written = READERS[old["kind"]](query_of_link(old["link"]), data)

    assert hints == []
    assert list(lost(old["read"], plain(read))) == []
    assert urlencode(written, doseq=True) == old["written"]


@pytest.mark.parametrize("old", of_kind("api"))
def test_an_address_for_programs_asks_for_the_same(data: Data, old: Mapping[str, Any]) -> None:
    query = query_of_link(old["link"])
    asked = asked_for(urlsplit(old["link"]).path, query, data, ORIGIN)
    written = parse_qs(address_bar.query_string(asked.view, default_language="de"))

    assert list(lost(old["read"], plain(asdict(asked)))) == []
    assert written == {key: texts for key, texts in query.items() if key not in PAGING}


@pytest.mark.skipif(NODE is None, reason="no Node here: web/publish/view.js was not asked")
def test_a_link_into_the_published_page_shows_what_it_showed(data: Data) -> None:
    known = {
        "languages": loading.languages(),
        "choices": dict(data.table.choices),
        "offers": list(data.table.frame.index),
        "spots": list(data.spots),
    }
    fragments = [urlsplit(one["link"]).fragment for one in TOLD["published"]]
    given = {
        "rules": page_rules(),
        "known": known,
        "default_language": loading.languages()[0],
        "fragments": fragments,
    }
    scripts = [str(PROJECT_ROOT / path) for path in ("tests/js/read_links.js", "web/publish/view.js")]
    done = subprocess.run(
        [str(NODE), *scripts],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )

    answers = json.loads(done.stdout)
    assert [answer["hints"] for answer in answers] == [[] for _ in fragments]
    assert (
        list(
            lost(
                TOLD["published"],
                [{**a, "link": one["link"]} for a, one in zip(answers, TOLD["published"], strict=True)],
            )
        )
        == []
    )


def test_a_personal_link_and_the_answers_of_a_reminder_keep_their_addresses() -> None:
    values = TOLD["link"]
    link = Link(values["link_id"], values["token"], datetime.fromisoformat(values["expires_at"]))
    written = [
        link.answer_address(ORIGIN, old["answer"]) if "answer" in old else link.address(ORIGIN)
        for old in TOLD["entrance"]
    ]

    assert written == [old["link"] for old in TOLD["entrance"]]


def test_every_address_beside_the_pages_is_still_served() -> None:
    """The pages themselves are opened by their names in tests/browser."""
    old = [*TOLD["links"], *TOLD["published"], *TOLD["entrance"]]
    pages = {"/", "/coverage", "/present", "/maintain"}
    served = {route.path for route in server.routes() if isinstance(route, Route)}

    assert {urlsplit(one["link"]).path for one in old} - pages <= served
