"""The page "KIM": counting on a phone, what the district sees, the board, what nobody outside sees."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.kim.publishing import publish_quarter
from geo.kim.quarters import before, quarter_of
from geo.model import Role
from geo.store import HandoverKey, TallyKey
from geo.upkeep.access import VISITOR, Actor
from ui.coverage.shown import screen_of, view_of
from ui.entrance import who
from ui.find.contacts import contact_values
from ui.shared import loading

DE, AR = load_texts("de"), load_texts("ar")
MARL = Actor(Role.CASE_MANAGER, city="Marl")
COORDINATOR = Actor(Role.COORDINATOR, login="kim")
TODAY = date(2026, 11, 30)


def _kim(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.kim import page
    from ui.shared import loading

    page.show(loading.texts_for(language))


Opening = Callable[..., AppTest]


@pytest.fixture
def at(
    prepared_var: Path, shipped_app: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opening]:
    """Open the page with a database of its own as somebody, each time as a new visit."""
    shutil.copytree(prepared_var, tmp_path / "var", dirs_exist_ok=True)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))

    def open_page(actor: Actor, *, language: str = "de", **query: str) -> AppTest:
        monkeypatch.setattr(who, "actor", lambda: actor)
        opened = AppTest.from_function(_kim, kwargs={"language": language}, default_timeout=120)
        for key, value in {"lang": language, **query}.items():
            opened.query_params[key] = value
        return opened.run()

    yield open_page
    loading.store().close()


def _html(page: AppTest) -> str:
    return unescape("\n".join(element.proto.body for element in page.get("html")))


def _said(page: AppTest) -> str:
    told = (*page.markdown, *page.info, *page.warning, *page.error)
    return "\n".join(one.value for one in told).replace("\\", "").replace(":small[]", "")


def _tap(page: AppTest, key: str) -> AppTest:
    found = page.button(key=f"kim_{key}").click().run()
    assert not found.exception
    return found


def _quarter() -> str:
    return quarter_of(loading.settings().district.today())


def test_a_case_manager_counts_a_talk_in_three_taps_and_takes_it_back(at: Opening) -> None:
    page = at(MARL)
    assert "kim_topic_childcare" in {button.key for button in page.button}

    page = _tap(_tap(_tap(page, "topic_childcare"), "outcome_placed"), "count_now")

    key = TallyKey(_quarter(), "Marl", "childcare", "placed")
    assert loading.store().advice.tallies() == {key: 1}
    assert DE("kim.counted", city="Marl") in _said(page)
    first = next(button.key for button in page.button if button.key.startswith("kim_topic_"))
    assert first == "kim_topic_childcare"  # the last choice comes first
    page = _tap(page, "undo")
    assert loading.store().advice.tallies() == {}


def test_before_nothing_was_found_is_counted_the_directorys_offers_are_shown(at: Opening) -> None:
    page = _tap(_tap(at(MARL), "topic_childcare"), "outcome_not_found")

    html = _html(page)
    assert html.count('class="k-item"') == 4
    assert ">Marl</bdi>" in html.split('class="k-item"')[1]  # the city's own come first
    assert DE("kim.do_you_know", count=4) in html
    assert loading.store().advice.tallies() == {}
    page.button_group(key="kim_obstacles").set_value(["full", "cost"]).run()
    page = _tap(page, "count_now")

    key = TallyKey(_quarter(), "Marl", "childcare", "not_found")
    assert loading.store().advice.tallies() == {
        key: 1, key._replace(obstacle="full"): 1, key._replace(obstacle="cost"): 1,
    }  # fmt: skip


def test_a_case_manager_sees_neither_the_board_nor_what_is_not_published(at: Opening) -> None:
    loading.store().advice.count({TallyKey(before(_quarter()), "Marl", "childcare", "not_found"): 12})

    for actor in (MARL, VISITOR, Actor(Role.EDITOR, login="e")):
        page = at(actor, view="board")
        assert "kim_add_topic" not in {button.key for button in page.button}
        page = at(actor, view="overview")
        assert DE("kim.nothing_published") in _said(page)
        assert DE("kim.example") in _html(page)
        assert "12" not in _html(page).replace(DE("kim.example_note"), "").split("<img")[0]


def test_a_visitor_counts_nothing_by_an_address(at: Opening) -> None:
    page = at(VISITOR, view="count")

    assert not [button for button in page.button if button.key.startswith("kim_topic_")]


@pytest.fixture
def counted(at: Opening) -> Opening:
    """A quarter with a gap of knowledge and a breaking point."""
    quarter = before(_quarter())
    talk = TallyKey(quarter, "Marl", "language", "not_found")
    way = HandoverKey(quarter, "Marl", "job_centre", "youth_office", state="rejected")
    advice = loading.store().advice
    advice.count(
        {talk: 12, talk._replace(obstacle="unknown_to_advice"): 9, talk._replace(outcome="placed"): 3}
    )
    advice.count_handovers({way: 14, way._replace(state="accepted"): 6})
    return at


def test_a_coordinator_reads_makes_a_topic_decides_and_publishes(counted: Opening) -> None:
    page = counted(COORDINATOR)
    html = _html(page)
    assert DE("kim.kind_knowledge") in html
    assert DE("kim.at_least", number="13") in html  # 12 and something hidden
    page = _tap(page, "make_point_0")

    page = counted(COORDINATOR, view="board")
    (topic,) = loading.store().advice.topics()
    assert (topic["from_office"], topic["to_office"], topic["stage"]) == ("job_centre", "youth_office", 1)
    page = _tap(page, f"on_{topic['topic_id']}")
    assert loading.store().advice.topics()[0]["stage"] == 2
    _tap(page, "undo")
    assert loading.store().advice.topics()[0]["stage"] == 1

    _tap(counted(COORDINATOR), "publish_now")
    seen = _html(counted(VISITOR))
    assert DE("kim.kind_knowledge") in seen
    assert "kim_publish_now" not in {button.key for button in counted(VISITOR).button}


def test_gaps_of_coverage_stand_by_the_needs_that_were_published(counted: Opening) -> None:
    def gaps() -> pd.DataFrame:
        data = loading.load_data()
        view, _ = view_of({"weight": ["needs"]}, data)
        return screen_of(data, view).after.gaps.areas

    assert "weight_share" not in gaps()  # nothing is published yet
    publish_quarter(
        loading.store(), COORDINATOR, before(_quarter()), today=loading.settings().district.today()
    )

    found = gaps()
    weighty = found[found["weight_share"] > 0]
    assert {*weighty["city"]} == {"Marl"}
    assert [*weighty.index] == [*range(1, len(weighty) + 1)]


def test_a_topic_and_a_group_are_filters_of_the_view_and_stand_in_its_link(counted: Opening) -> None:
    quarter = before(_quarter())
    work = TallyKey(quarter, "Marl", "work", "placed", "", "women")
    loading.store().advice.count({work: 17, work._replace(target_group="families"): 6})

    page = counted(COORDINATOR, topic="work", group="women")

    html = _html(page)
    assert (page.query_params["topic"], page.query_params["group"]) == ("work", "women")
    assert ">17<" in html
    assert DE("kim.kind_knowledge") not in html  # that gap is one of language
    assert (
        loading.load_data().taxonomy.target_groups["families"].labels["de"]
        not in html.split(DE("kim.groups_title"))[1]
    )
    assert DE("kim.kind_knowledge") in _html(counted(COORDINATOR, topic="language"))


def test_a_coordinator_uploads_a_table_and_takes_it_back(at: Opening) -> None:
    quarter = before(_quarter())
    loading.store().advice.count({TallyKey(quarter, "Herten", "work", "placed"): 5})
    page = at(COORDINATOR)
    wrong = f"quarter,city,topic,outcome,count\n{quarter},Marl,work,lost,8\n".encode()
    assert 'content: "Datei\\20 w\\e4 hlen"' in _html(page)  # the box itself speaks English alone
    page = page.file_uploader(key="kim_upload_0").set_value(("t.csv", wrong, "text/csv")).run()
    assert DE("kim.upload_wrong", count=1) in _said(page)
    assert "lost" in _html(page)

    right = wrong.replace(b"lost", b"placed")
    page = page.file_uploader(key="kim_upload_0").set_value(("t.csv", right, "text/csv")).run()
    page = _tap(page, "upload_apply")

    key = TallyKey(quarter, "Marl", "work", "placed")
    assert loading.store().advice.tallies()[key] == 8
    _tap(page, "undo")
    assert key not in loading.store().advice.tallies()


def test_a_decision_without_measure_role_and_day_is_refused(counted: Opening) -> None:
    _tap(counted(COORDINATOR), "make_point_0")
    page = counted(COORDINATOR, view="board")
    topic_id = loading.store().advice.topics()[0]["topic_id"]
    for _ in range(2):
        page = _tap(page, f"on_{topic_id}")

    page = _tap(page, f"on_{topic_id}")

    assert DE("kim.field_measure") in _said(page)
    found = loading.store().advice.topics()[0]
    assert found["stage"] == 3
    links = f"kim_links_{topic_id}_{found['version']}"
    page.text_area(key=links).set_value("https://ris.example.org/?nr=2026123\nhttp://b.example").run()
    page = _tap(page, f"save_{topic_id}_{found['version']}")

    assert 'href="https://ris.example.org/?nr=2026123"' in _html(page)
    assert loading.store().advice.topics()[0]["links"].split()[1] == "http://b.example"


def test_a_coordinator_says_which_languages_a_contact_point_speaks_and_residents_read_it(at: Opening) -> None:
    page = at(COORDINATOR, view="overview")
    page = page.selectbox(key="kim_contact_place").set_value("Marl").run()
    page.multiselect(key="kim_contact_languages_Marl").set_value(["tr", "ar"]).run()

    page = _tap(page, "contact_save")

    assert DE("kim.contact_saved", city="Marl") in _said(page)
    data = loading.load_data()
    day = DE.date(loading.settings().district.today())
    assert contact_values(DE, data, "Marl")["spoken"] == f"Sprachen: Türkisch und Arabisch (Stand {day})"
    assert contact_values(DE, data, "Herten")["spoken"] == ""  # unknown stays unknown
    assert "kim_contact_place" not in {box.key for box in at(MARL, view="overview").selectbox}


def test_only_languages_can_be_chosen_for_a_contact_point(at: Opening) -> None:
    page = at(COORDINATOR, view="overview")
    page = page.selectbox(key="kim_contact_place").set_value("Marl").run()

    names = page.multiselect(key="kim_contact_languages_Marl").options

    assert {"de", "ar", "tr"} <= {code for code in map(_code_of, names) if code}
    assert not {DE.language_name("not_stated"), DE.language_name("de-simple")} & set(names)


def _code_of(name: str) -> str:
    return next((code for code in ("de", "ar", "tr") if DE.language_name(code) == name), "")


def test_a_refusal_of_languages_is_said_and_the_page_goes_on(
    at: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at(COORDINATOR, view="overview")
    page = page.selectbox(key="kim_contact_place").set_value("Marl").run()
    page.multiselect(key="kim_contact_languages_Marl").set_value(["tr"]).run()
    monkeypatch.setattr("geo.kim.contacts.MOST_LANGUAGES", 0)

    page = _tap(page, "contact_save")

    assert not page.exception
    assert DE("kim.check", fields=DE("detail.languages")) in _said(page)


def test_the_page_speaks_arabic(counted: Opening) -> None:
    html = _html(counted(COORDINATOR, language="ar"))

    assert AR("kim.points_title") in html
    assert "data-mirrored" in html


def test_a_case_manager_reports_that_an_offer_is_full(at: Opening) -> None:
    page = at(MARL, view="capacity")
    offers = page.selectbox(key="kim_capacity_offer")
    offer_id = loading.load_data().table.frame.index[loading.load_data().table.frame["city"].eq("Marl")][0]
    page = offers.set_value(offer_id).run()
    page.button_group(key=f"kim_capacity_{offer_id}_status").set_value("full").run()

    page = _tap(page, "capacity_report")

    (found,) = loading.store().advice.capacity().values()
    assert (found["offer_id"], found["status"]) == (offer_id, "full")
    assert DE("kim.capacity_reported", title="").strip() in _said(page)
    assert "kim_capacity_offer" not in {box.key for box in at(VISITOR, view="capacity").selectbox}


def test_a_handover_goes_to_an_offer_or_to_an_office_not_to_both(at: Opening) -> None:
    offer_id = loading.load_data().table.frame.index[0]
    page = at(MARL, view="waiting")
    page.selectbox(key="kim_way_from").set_value("job_centre")
    page.selectbox(key="kim_way_to").set_value("youth_office")
    page.selectbox(key="kim_way_offer").set_value(offer_id).run()
    page = _tap(page, "count_way")
    assert DE("kim.field_offer_id") in _said(page)
    assert loading.store().advice.handovers() == {}

    page.selectbox(key="kim_way_to").set_value(None).run()
    _tap(page, "count_way")

    assert [key.offer_id for key in loading.store().advice.handovers()] == [offer_id]


def test_handovers_are_counted_and_asked_after(at: Opening) -> None:
    page = at(MARL, view="waiting")
    page.selectbox(key="kim_way_from").set_value("job_centre")
    page.selectbox(key="kim_way_to").set_value("youth_office")
    page.text_input(key="kim_way_code").set_value("blau7").run()
    page = _tap(page, "count_way")
    assert [one.code for one in loading.store().advice.reminders(since=date.min)] == ["blau7"]

    _tap(page, "answer_blau7_accepted")

    assert loading.store().advice.reminders(since=date.min) == []
    (key,) = loading.store().advice.handovers()
    assert (key.state, key.days) == ("accepted", "week")
