"""What advice teaches, in a real browser: counted on a phone with a city's link, read and steered by a coordinator."""

import pytest
from playwright.sync_api import Page, expect

from geo.kim.quarters import before, quarter_of
from geo.model import Role
from geo.settings import load_settings
from geo.store import HandoverKey, Store, TallyKey
from geo.upkeep.access import add_account
from tests.access_kit import NOW, PASSWORD
from tests.browser.conftest import Serve, Visit
from tests.browser.kit import Visitor
from tests.browser.server_kit import Server

SETTINGS = load_settings({})
LAST = before(quarter_of(SETTINGS.district.today()))
EARLY = before(LAST)
#: A day of the quarter before the last one that is over: handovers were counted until then and after it.
DECIDED_ON = f"{EARLY[:4]}-{int(EARLY[-1]) * 3 - 1:02d}-15"
ORGANIZATION = "Hertener Bürgerstiftung"
NOW_QUARTER = quarter_of(SETTINGS.district.today())


def _store(server: Server) -> Store:
    return Store.open(load_settings({"KARTE_VAR": str(server.var)}))


def _talks(server: Server) -> dict[TallyKey, int]:
    with _store(server) as store:
        return {key: n for key, n in store.advice.tallies(quarter=NOW_QUARTER).items() if not key.obstacle}


def _tap(page: Page, key: str) -> None:
    page.locator(f".st-key-kim_{key} button").click()


def _fits(visitor: Visitor) -> None:
    widths = visitor.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], f"{visitor.page.url} is {widths[0]} px wide"


@pytest.fixture
def advised(serve: Serve) -> Server:
    """A server on which a quarter that is over was counted, and a coordinator has an account."""
    server = serve({})
    quarter = LAST
    talk = TallyKey(quarter, "Marl", "language", "not_found")
    way = HandoverKey(quarter, "Marl", "job_centre", "youth_office", state="rejected")
    back = way._replace(from_office="youth_office", to_office="job_centre", state="unanswered")
    with _store(server) as store:
        add_account(store, "kim-koordination", PASSWORD, Role.COORDINATOR, now=NOW)
        store.advice.count({talk: 12, talk._replace(outcome="placed"): 3})
        store.advice.count_handovers({way: 14, way._replace(state="accepted"): 6, back: 9})
        early = way._replace(quarter=EARLY)
        store.advice.count_handovers({early: 13, early._replace(state="accepted"): 7})
    return server


def test_counted_on_a_phone_read_steered_and_shown(
    advised: Server, visit_at: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_PUBLIC_URL", advised.url)
    link = advised.command("kim", "link", "--city", "Marl").strip()
    _case_manager_counts(visit_at(advised, device="phone"), link)
    coordinator = visit_at(advised)
    _coordinator_steers(coordinator)
    _shown_to_all(visit_at(advised, language="ar"))


def _case_manager_counts(visitor: Visitor, link: str) -> None:
    page, texts, server = visitor.page, visitor.texts, visitor.server
    page.goto(link)
    page.wait_for_url("**/kim*")
    for taps in (("topic_childcare", "outcome_placed"), ("topic_work", "outcome_referred")):
        for key in (*taps, "count_now"):
            _tap(page, key)
        expect(page.get_by_text(texts("kim.counted", city="Marl"))).to_be_visible()
    _tap(page, "topic_childcare")
    _tap(page, "outcome_not_found")
    expect(page.locator(".st-key-kim_known_offers .k-item")).to_have_count(4)
    _fits(visitor)
    assert visitor.violations() == []
    _tap(page, "count_now")
    expect(page.locator(".st-key-kim_topic_childcare")).to_be_visible()
    childcare = TallyKey(NOW_QUARTER, "Marl", "childcare", "placed")
    assert _talks(server) == {
        childcare: 1,
        childcare._replace(outcome="not_found"): 1,
        childcare._replace(topic="work", outcome="referred"): 1,
    }
    _tap(page, "undo")
    expect(page.get_by_text(texts("kim.undone"))).to_be_visible()
    assert childcare._replace(outcome="not_found") not in _talks(server)
    _fits(visitor)


def _coordinator_steers(visitor: Visitor) -> None:
    page, texts = visitor.page, visitor.texts
    page.goto(f"{visitor.server.url}/login")
    page.get_by_label(texts("entrance.login")).fill("kim-koordination")
    page.get_by_label(texts("entrance.password")).fill(PASSWORD)
    page.get_by_role("button", name=texts("entrance.sign_in"), exact=True).click()
    page.wait_for_url("**/kim*")
    expect(page.locator(".k-four")).to_be_visible()
    expect(page.locator(".k-flow")).to_be_visible()
    assert page.locator(".k-flow").evaluate("image => image.naturalWidth") > 0
    expect(page.get_by_text(texts("kim.circle")).first).to_be_visible()
    assert visitor.violations() == []
    visitor.open("/kim", quarter=LAST)  # a topic is noticed in the quarter that is looked at
    _tap(page, "publish_now")
    expect(page.locator(".st-key-kim_done_box")).to_be_visible()
    _tap(page, "make_point_1")
    card = page.locator("[class*='st-key-kim_card_']").first
    expect(card).to_be_visible()
    card.locator("[class*='st-key-kim_on_'] button").first.click()
    expect(
        page.get_by_text(texts("kim.stage_count", stage=texts("kim.stage_analysed"), count=1))
    ).to_be_visible()
    visitor.settled()
    assert visitor.violations() == []
    _decide(visitor)


def _decide(visitor: Visitor) -> None:
    """Move the topic on, say what was decided, by whom and until when; the board tells before and after."""
    page, texts = visitor.page, visitor.texts
    with _store(visitor.server) as store:
        (topic,) = store.advice.topics()
    key = f"st-key-kim_{{}}_{topic['topic_id']}"
    page.locator(f".{key.format('on')} button").first.click()
    expect(
        page.get_by_text(texts("kim.stage_count", stage=texts("kim.stage_solution"), count=1))
    ).to_be_visible()
    card = page.locator(f".{key.format('card')}")
    card.get_by_text(texts("kim.edit"), exact=True).click()
    card.get_by_label(texts("kim.field_measure"), exact=True).fill("Gemeinsame Sprechstunde")
    card.get_by_label(texts("kim.field_due"), exact=True).fill("2027-03-31")
    card.get_by_label(texts("kim.field_met_on"), exact=True).fill(DECIDED_ON)
    card.get_by_label(texts("kim.field_responsible"), exact=True).click()
    page.get_by_role("option").nth(1).click()
    visitor.settled()
    page.locator(f".{key.format('on')} button").first.click()
    expect(
        page.get_by_text(texts("kim.stage_count", stage=texts("kim.stage_decided"), count=1))
    ).to_be_visible()
    expect(page.locator(f".{key.format('card')}")).to_contain_text(
        texts("kim.effect_unchanged", before="", after="").split(":")[0]
    )


def _shown_to_all(visitor: Visitor) -> None:
    """A visitor sees what was published, from right to left, and nothing to press."""
    page, texts = visitor.page, visitor.texts
    visitor.open("/kim")
    expect(page.locator(".k-flow[data-mirrored]")).to_be_visible()
    expect(page.get_by_text(texts("kim.kind_knowledge")).first).to_be_visible()
    expect(page.locator(".st-key-kim_publish_now")).to_have_count(0)
    assert visitor.violations() == []
    visitor.open("/present", tab="slides")
    expect(page.get_by_text(texts("present.kind_breaking")).first).to_be_visible()
    expect(page.get_by_text(texts("present.kind_decisions")).first).to_be_visible()


def test_an_organisation_says_full_and_a_resident_sees_it(
    serve: Serve, visit_at: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({})
    monkeypatch.setenv("KARTE_PUBLIC_URL", server.url)
    with _store(server) as store:
        offer = next(o for o in store.stored_offers().values() if o.row["organization"] == ORGANIZATION)
    own = visit_at(server, device="phone")
    page, texts = own.page, own.texts
    page.goto(server.command("link", "make", ORGANIZATION).strip())
    page.wait_for_url("**/maintain*")
    own.open("/maintain", view="offer", offer=offer.offer_id)
    form = page.locator(f".st-key-maintain_capacity_{offer.offer_id}")
    form.get_by_text(texts("capacity.title")).click()
    form.get_by_text(texts("capacity.status_full"), exact=True).click()
    year = SETTINGS.district.today().year + 1
    form.get_by_role("textbox").fill(f"{year}-03")
    own.settled()
    page.locator(f".st-key-maintain_capacity_{offer.offer_id}_report button").first.click()
    expect(page.locator(".st-key-maintain_done [role='status']")).to_contain_text(
        texts("maintain.done_capacity")
    )

    resident = visit_at(server, device="phone")
    resident.open("/find", offer=offer.offer_id)

    expect(resident.page.get_by_text(texts("capacity.status_full")).first).to_be_visible()
    expect(resident.page.get_by_text(str(year)).first).to_be_visible()
