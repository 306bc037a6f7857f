"""Who may count what for which city, what is said where a word is not known, and that no word is about a person."""

from datetime import date, timedelta

import pytest

from geo.errors import (
    AccessDenied,
    DataError,
    NoSuchOffer,
    ReminderRefused,
    TopicConflict,
    UndoRefused,
)
from geo.kim.capacity import capacity_of, report
from geo.kim.counting import (
    Field,
    Passing,
    Talk,
    answer,
    band,
    count,
    hand_over,
    start,
    waiting,
)
from geo.kim.disclosure import Told
from geo.kim.public import public_advice
from geo.kim.publishing import publish_quarter, seen_by
from geo.kim.quarters import before, quarter_of
from geo.kim.topics import (
    LONGEST_LINK,
    MOST_LINKS,
    StructuralTopic,
    add_topic,
    moved,
    personal,
    save_topic,
    topics_of,
)
from geo.model import Role
from geo.settings import load_settings, utc_now
from geo.store import Store, TallyKey
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.desk import Desk
from tests.access_kit import BRIDGE

MARL = Actor(Role.CASE_MANAGER, city="Marl")
COORDINATOR = Actor(Role.COORDINATOR, login="kim")
TODAY = date(2026, 11, 30)
TALK = Talk("Marl", "childcare", "not_found", ("full", "cost"), "families")


def test_a_talk_with_two_obstacles_is_one_talk(store: Store, known: Field) -> None:
    count(store, MARL, known, TALK, quarter="2026-Q4", today=TODAY)

    key = TallyKey("2026-Q4", "Marl", "childcare", "not_found", "", "families")
    assert store.advice.tallies() == {
        key: 1,
        key._replace(obstacle="full"): 1,
        key._replace(obstacle="cost"): 1,
    }
    count(store, MARL, known, TALK, quarter="2026-Q4", today=TODAY, number=-1)
    assert store.advice.tallies() == {}


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (Talk("Bochum", "childcare", "placed"), "city.*Bochum.*one of: Castrop-Rauxel"),
        (Talk("Marl", "childcaer", "placed"), "topic.*childcaer.*one of: language"),
        (Talk("Marl", "childcare", "lost"), "outcome.*lost.*one of: placed"),
        (Talk("Marl", "childcare", "placed", ("rain",)), "obstacle.*rain.*one of: no_offer"),
        (Talk("Marl", "childcare", "placed", ("full",) * 2), "at most 3 obstacles, each once"),
        (Talk("Marl", "childcare", "placed", ("full", "cost", "distance", "digital")), "at most 3 obstacles"),
        (Talk("Marl", "childcare", "placed", (), "tall"), "target_group.*tall"),
        (Talk("Marl", "", "placed"), "topic.*must not be empty"),
        (Talk("Marl", "childcare", "placed", ("full",)), "obstacle.*full.*none where the outcome is placed"),
        (Talk("Marl", "childcare", "declined", ("cost",)), "obstacle.*cost.*nothing stood in the way"),
    ],
)
def test_what_is_not_known_is_refused_and_said_what_is_allowed(
    store: Store, known: Field, talk: Talk, told: str
) -> None:
    with pytest.raises(DataError, match=told):
        count(store, COORDINATOR, known, talk, quarter="2026-Q4", today=TODAY)
    assert store.advice.tallies() == {}


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026", "2027-Q1", "", "2026-q4"])
def test_a_quarter_is_one_that_has_begun(store: Store, known: Field, quarter: str) -> None:
    with pytest.raises(DataError, match="quarter"):
        count(store, COORDINATOR, known, TALK, quarter=quarter, today=TODAY)


@pytest.mark.parametrize("number", [0, 10_001, -10_001])
def test_a_number_is_from_one_to_ten_thousand(store: Store, known: Field, number: int) -> None:
    with pytest.raises(DataError, match="from 1 to 10000"):
        count(store, COORDINATOR, known, TALK, quarter="2026-Q4", today=TODAY, number=number)


@pytest.mark.parametrize(
    "actor",
    [VISITOR, Actor(Role.CASE_MANAGER, city="Herten"), Actor(Role.CASE_MANAGER), Actor(Role.EDITOR),
     Actor(Role.ORGANIZATION, organization_id=BRIDGE)],
)  # fmt: skip
def test_nobody_else_counts_for_a_city(store: Store, known: Field, actor: Actor) -> None:
    with pytest.raises(AccessDenied):
        count(store, actor, known, TALK, quarter="2026-Q4", today=TODAY)
    with pytest.raises(AccessDenied):
        hand_over(
            store, actor, known, Passing("Marl", "job_centre", "childcare"), quarter="2026-Q4", today=TODAY
        )


def test_a_handover_waits_under_a_code_and_is_asked_after_in_two_weeks(store: Store, known: Field) -> None:
    start(store, MARL, known, Passing("Marl", "job_centre", "youth_office"), "blau7", today=TODAY)
    later = TODAY + timedelta(days=14)

    soon = [is_due for _, is_due in waiting(store, MARL, "Marl", today=later - timedelta(days=1))]
    due = [is_due for _, is_due in waiting(store, MARL, "Marl", today=later)]
    key = answer(store, MARL, known, "Marl", "blau7", state="rejected", reason="area_of_law", today=later)

    assert (soon, due) == ([False], [True])
    assert (key.state, key.reason, key.days, key.quarter) == (
        "rejected",
        "area_of_law",
        "two_weeks",
        "2026-Q4",
    )
    assert store.advice.handovers() == {key: 1}
    assert waiting(store, MARL, "Marl", today=later) == []


@pytest.mark.parametrize(
    ("passing", "told"),
    [
        (Passing("Marl", "job_centre", offer_id="x-1"), "offer_id.*x-1.*the id of an offer of the directory"),
        (Passing("Marl", "job_centre", offer_id="Frau Yilmaz"), "offer_id.*the id of an offer"),
        (Passing("Marl", "job_centre", "youth_office", "a-1"), "offer_id.*a-1.*to a kind of office or to an"),
        (Passing("Marl", "job_centre"), "to_office.*a kind of office, or an offer"),
    ],
)
def test_a_handover_goes_to_a_kind_of_office_or_to_an_offer_there_is(
    store: Store, known: Field, passing: Passing, told: str
) -> None:
    with pytest.raises(DataError, match=told):
        hand_over(store, MARL, known, passing, quarter="2026-Q4", today=TODAY)
    hand_over(
        store, MARL, known, Passing("Marl", "job_centre", offer_id="a-1"), quarter="2026-Q4", today=TODAY
    )
    assert [key.offer_id for key in store.advice.handovers()] == ["a-1"]


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("started", "", "state.*started.*one of: accepted"),
        ("gone", "", "state.*gone.*one of: accepted"),
        ("accepted", "full", "reason.*full.*only where the state is rejected"),
        ("rejected", "Anna", "reason.*Anna.*one of: no_offer"),
    ],
)
def test_an_answer_is_one_that_ends_a_handover(
    store: Store, known: Field, state: str, reason: str, told: str
) -> None:
    start(store, MARL, known, Passing("Marl", "job_centre", "youth_office"), "blau7", today=TODAY)

    with pytest.raises(DataError, match=told):
        answer(store, MARL, known, "Marl", "blau7", state=state, reason=reason, today=TODAY)
    assert len(waiting(store, MARL, "Marl", today=TODAY)) == 1


@pytest.mark.parametrize("code", ["Anna", "anna", "ali", "1.1.1990", "maximilian7", "a b1", "", "ali1234"])
def test_a_code_that_could_tell_a_person_is_refused(store: Store, known: Field, code: str) -> None:
    with pytest.raises(ReminderRefused, match="shape"):
        start(store, MARL, known, Passing("Marl", "job_centre", "youth_office"), code, today=TODAY)


def test_after_sixty_days_a_code_is_deleted(store: Store, known: Field) -> None:
    start(store, MARL, known, Passing("Marl", "job_centre", "youth_office"), "blau7", today=TODAY)

    assert len(waiting(store, MARL, "Marl", today=TODAY + timedelta(days=60))) == 1
    assert waiting(store, MARL, "Marl", today=TODAY + timedelta(days=61)) == []
    assert store.advice.reminders(since=date.min) == []


def test_days_come_in_bands() -> None:
    assert [band(days) for days in (0, 7, 8, 14, 15, 30, 31)] == [
        "week", "week", "two_weeks", "two_weeks", "month", "month", "longer",
    ]  # fmt: skip
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == [
        "2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4",
    ]  # fmt: skip
    assert before("2026-Q1") == "2025-Q4"


# -- topics, capacity, publishing ----------------------------------------------------------------------


def test_a_topic_goes_its_way_and_is_decided_only_with_measure_role_and_day(
    store: Store, known: Field
) -> None:
    topic = add_topic(
        store, COORDINATOR, known, StructuralTopic("", "Betreuung vor Kursbeginn", "2026-Q4", kind="gap")
    )

    with pytest.raises(DataError, match="measure"):
        save_topic(store, COORDINATOR, known, moved(topic, 4, today=TODAY))
    ready = StructuralTopic(
        **{
            **topic.__dict__,
            "measure": "Kursbegleitende Betreuung",
            "responsible": "coordination",
            "due": "2027-03-31",
        }
    )
    done, batch = save_topic(store, COORDINATOR, known, moved(ready, 4, today=TODAY))

    assert (done.met_on, topics_of(store)) == ("2026-11-30", [done])
    with pytest.raises(TopicConflict):
        save_topic(store, COORDINATOR, known, moved(topic, 2, today=TODAY))
    store.undo_batch(batch.batch_id, who=Role.COORDINATOR)
    assert topics_of(store)[0].stage == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Frau Yilmaz wartet", "name"), ("Familie Al-Hamad", "name"), ("Herr Dr. Maier", "name"),
        ("a.b@c.de", "mail address"), ("0172 / 123 45 67", "number"), ("geb. 01.02.1990", "number"),
        ("Kita-Plätze für Frauen fehlen bis 2027", ""), ("SGB II nach SGB XII", ""), ("Frauen und Familien", ""),
    ],
)  # fmt: skip
def test_a_text_that_tells_a_person_is_refused(store: Store, known: Field, text: str, reason: str) -> None:
    assert personal(text) == reason
    if reason:
        with pytest.raises(DataError, match="nothing here is about a person"):
            add_topic(store, COORDINATOR, known, StructuralTopic("", text, "2026-Q4"))


@pytest.mark.parametrize("due", ["2026-W01-1", "20270331", "2027-3-31", "31.03.2027", "2027-02-30"])
def test_a_day_is_written_in_one_way(store: Store, known: Field, due: str) -> None:
    with pytest.raises(DataError, match="a day such as 2027-03-31"):
        add_topic(store, COORDINATOR, known, StructuralTopic("", "Titel", "2026-Q4", due=due))


@pytest.mark.parametrize(
    "links",
    [
        "javascript:alert(1)",
        "ris.example.org",
        'https://a.example/"onclick=x',
        "https://x@mail.example",
        "https://a.example/\u202e",
        f"https://a.example/{'x' * LONGEST_LINK}",
        " ".join(f"https://a.example/{number}" for number in range(MOST_LINKS + 1)),
    ],
)
def test_links_of_a_topic_are_checked_as_the_website_of_an_offer(
    store: Store, known: Field, links: str
) -> None:
    with pytest.raises(DataError, match="links"):
        add_topic(store, COORDINATOR, known, StructuralTopic("", "Titel", "2026-Q4", links=links))


def test_what_everybody_sees_are_decided_topics_of_published_quarters(store: Store, known: Field) -> None:
    settings = load_settings({})
    for quarter in ("2026-Q1", "2026-Q3"):
        talk = Talk("Marl", "childcare", "not_found")
        count(store, COORDINATOR, known, talk, quarter=quarter, today=TODAY, number=12)
    decided = {"stage": 4, "measure": "m", "responsible": "coordination", "due": "2027-03-31"}
    for quarter, values in (
        ("2026-Q1", decided),
        ("2026-Q2", decided),
        ("2026-Q3", {}),
        ("2026-Q4", decided),
    ):
        add_topic(store, COORDINATOR, known, StructuralTopic("", quarter, quarter, **values))
    assert public_advice(store, settings.district, today=TODAY) is None

    for quarter in ("2026-Q1", "2026-Q3"):
        publish_quarter(store, COORDINATOR, quarter, today=TODAY)
    found = public_advice(store, settings.district, today=TODAY)

    assert found is not None
    assert [one.title for one in found.topics] == ["2026-Q1"]
    assert found.unmet("Marl", ("childcare",)) == Told(24, 24)
    assert found.unmet("Herten", ()) is None


def test_whoever_may_not_steer_undoes_no_undoing_of_what_advice_teaches(store: Store, known: Field) -> None:
    editor = Desk(store, Actor(Role.EDITOR, login="e"), utc_now())
    coordinator = Desk(store, COORDINATOR, utc_now())
    topic = add_topic(store, COORDINATOR, known, StructuralTopic("", "Titel", "2026-Q4"))
    _, batch = save_topic(store, COORDINATOR, known, moved(topic, 2, today=TODAY))

    undone = coordinator.undo_batch(batch.batch_id)

    for number in (batch.batch_id, undone.batch_id):
        with pytest.raises(AccessDenied):
            editor.undo_batch(number)
    coordinator.undo_batch(undone.batch_id)
    assert topics_of(store)[0].stage == 2
    said = report(store, MARL, "h-1", "free", today=TODAY)
    editor.undo_batch(said.batch_id)
    with pytest.raises(AccessDenied):
        coordinator.undo_batch(report(store, MARL, "h-1", "full", today=TODAY).batch_id)


def test_only_coordinators_steer(store: Store, known: Field) -> None:
    for actor in (MARL, VISITOR, Actor(Role.EDITOR)):
        with pytest.raises(AccessDenied):
            add_topic(store, actor, known, StructuralTopic("", "Titel", "2026-Q4"))
        with pytest.raises(AccessDenied):
            publish_quarter(store, actor, "2026-Q3", today=TODAY)


def test_an_organisation_reports_of_its_own_offers_and_it_expires(store: Store) -> None:
    own = Actor(Role.ORGANIZATION, organization_id=BRIDGE)
    report(store, own, "a-1", "full", today=TODAY, next_start="2027-03", weeks=12)

    found = capacity_of(store, today=TODAY)["a-1"]
    assert (found.status, found.next_start, found.expires) == ("full", "2027-03", date(2027, 3, 28))
    assert capacity_of(store, today=date(2027, 3, 29)) == {}
    with pytest.raises(AccessDenied):
        report(store, own, "h-1", "full", today=TODAY)
    report(store, MARL, "h-1", "free", today=TODAY, free_places=3)
    with pytest.raises(NoSuchOffer):
        report(store, MARL, "x-1", "free", today=TODAY)
    with pytest.raises(DataError, match="a month or day to come"):
        report(store, MARL, "h-1", "free", today=TODAY, next_start="2026-01")


def test_nobody_outside_sees_what_is_not_published_nor_what_is_counted_later(
    store: Store, known: Field
) -> None:
    old = Talk("Marl", "childcare", "not_found")
    count(store, COORDINATOR, known, old, quarter="2026-Q3", today=TODAY, number=12)
    before = seen_by(store, VISITOR).names

    publish_quarter(store, COORDINATOR, "2026-Q3", today=TODAY)
    count(store, COORDINATOR, known, old, quarter="2026-Q3", today=TODAY)

    assert before == ()
    assert seen_by(store, VISITOR).talks.count == seen_by(store, MARL).talks.count == 12
    assert seen_by(store, COORDINATOR).talks.count == 13
    with pytest.raises(UndoRefused):
        publish_quarter(store, COORDINATOR, "2026-Q3", today=TODAY)
    for quarter in ("2026-Q4", "2026-Q2", "x"):
        with pytest.raises(DataError):
            publish_quarter(store, COORDINATOR, quarter, today=TODAY)
