"""The browser's hours and ours say the same: which filters leave an offer, and what its card says, at fixed moments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from geo.exchange.calendar_file import calendar_file
from geo.exchange.offer_calendar import kept_events
from geo.i18n import Texts
from geo.offers.facets import OfferTable, facet_counts, loosen
from geo.offers.filters import OfferFilter
from geo.offers.hours import Calendar, Clock, now_words
from geo.publish import Material
from geo.publish.bundle import bundle
from geo.publish.content import make_content
from geo.settings import PROJECT_ROOT
from tests.hours_kit import KINDS

SCRIPT = PROJECT_ROOT / "web" / "publish" / "main.js"
BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar(BERLIN, "05")
#: At each all filters are asked; counts, ways out and words of some by turns.
#: A week by the hour of its days; then midnight, holidays, both changes of the clock, the turn of the year.
MOMENTS = [
    *(f"2026-11-{day}T{hour}:15" for day in (23, 24, 25, 26, 27, 28, 29) for hour in ("08", "11", "15", "19")),
    "2026-11-30T00:00", "2026-11-30T09:00", "2026-11-30T12:00", "2026-11-30T23:59", "2026-12-01T00:01",
    "2026-12-24T10:00", "2026-12-25T10:00", "2026-12-25T23:30", "2026-12-26T16:00", "2026-12-27T16:00",
    "2026-12-31T23:59", "2027-01-01T00:00", "2027-01-01T11:00", "2027-01-04T09:30", "2026-03-29T01:59",
    "2026-03-29T03:00", "2026-03-30T09:59", "2026-10-25T02:30", "2026-10-26T10:00", "2026-04-03T10:00",
    "2026-04-06T15:00", "2026-05-14T18:00", "2026-06-04T09:00", "2026-11-01T14:00",
]  # fmt: skip
FILTERS = [
    OfferFilter(days=("mo",), times=("evening",)),
    OfferFilter(days=("mo", "not_stated"), times=("evening", "not_stated")),
    OfferFilter(days=("not_stated",), times=("weekend",)),
    OfferFilter(times=("not_stated",), days=("tu", "we")),
    OfferFilter(times=("weekend", "morning"), topics=("language",)),
    OfferFilter(open_now=("now",), times=("afternoon",)),
    OfferFilter(open_now=("perhaps", "not_stated"), days=("sa",)),
    OfferFilter(open_now=("now", "perhaps"), days=("su",), times=("evening",)),
]
ANSWER = """([content, moments, filters]) => {
  module_rules.decideBy(content.rules);
  const offers = module_offers.unpack(content.offers, content.sites, content.translations, content.hours);
  const table = new module_facets.OfferTable(offers, content.choices, () => { throw new Error("no text"); });
  const words = content.meta.languages.map((one) => new module_texts.Texts(content.catalogues[one]));
  const wholly = (filter) => ({ ...module_filters.EMPTY_FILTER, ...filter });
  const RealDate = Date;
  return moments.map((moment, turn) => {
    globalThis.Date = class extends RealDate {
      constructor(...values) { super(...(values.length ? values : [moment * 1000])); }
    };
    const now = offers.hours.now();
    const ids = (filter) => table.ranked(wholly(filter)).map((at) => offers.columns.offer_id[at]);
    const found = filters.map(ids);
    const one = wholly(filters[turn % filters.length]);
    const counts = table.counts(one, table.masks(one));
    const ways = table.loosen(one).map((way) => [way.facets, way.count]);
    const t = words[turn % words.length];
    const told = new module_wording.Wording(offers, t, {});
    const calendar = turn % 7 ? "" : module_calendar.calendarFile(
      offers.columns.offer_id.flatMap((_, at) => module_calendar.entries(at, told)), "a; b\\\\, c", []);
    const said = [...new Set(offers.columns.schedule)].filter((_, at) => at % 3 === turn % 3).map((text) => module_nowwords.nowWords(offers.hours.own(text), offers.hours, t));
    globalThis.Date = RealDate;
    return { now, found, counts, ways, said, calendar };
  });
}"""


class Watch:
    """A clock that a test sets."""

    moment = datetime.fromisoformat(MOMENTS[0]).replace(tzinfo=BERLIN)

    def __call__(self) -> Clock:
        return Clock(self.moment, CALENDAR)


@pytest.fixture(scope="module")
def every_kind(rich: Material) -> Material:
    """The shipped offers with further addresses, and one offer for each kind of text that is read or not."""
    frame = rich.frame.copy()
    texts = [text for text, _ in KINDS]
    rows = pd.concat([frame.iloc[:1]] * len(texts)).assign(schedule=texts)
    rows.index = pd.Index([f"kind-{number}" for number in range(len(texts))], name=frame.index.name)
    return replace(rich, frame=pd.concat([frame, rows]))


def test_filters_and_cards_say_the_same_at_fifty_moments(browser: Browser, every_kind: Material) -> None:
    content = make_content(every_kind, today=date(2026, 1, 1))
    watch = Watch()
    table = OfferTable(
        every_kind.frame[every_kind.frame["status"].ne("closed")],
        every_kind.taxonomy,
        cities=tuple(sorted(every_kind.cities)),
        sites=every_kind.sites,
        translations=every_kind.translations,
        clock=watch,
    )

    answers = _answers(browser, content)

    assert len(MOMENTS) >= 50
    for turn, (moment, told) in enumerate(zip(MOMENTS, answers, strict=True)):
        watch.moment = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
        expected = _expected(table, watch(), every_kind.texts, turn)
        assert _lines(told.pop("calendar")) == _lines(expected.pop("calendar")), moment
        assert told == expected, moment


def _lines(calendar: str) -> list[str]:
    """Return the lines of a calendar, unfolded; browsers of another year write another blank before "г."."""
    return calendar.replace("\r\n ", "").replace("\u202f", " ").replace("\u00a0", " ").split("\r\n")


def _answers(browser: Browser, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    page: Page = browser.new_page(
        timezone_id="Asia/Tokyo"
    )  # whoever looks from elsewhere sees the district's clock
    page.add_script_tag(content=_without_start(bundle(SCRIPT)))
    seconds = [datetime.fromisoformat(one).replace(tzinfo=BERLIN).timestamp() for one in MOMENTS]
    chosen = [
        {name: list(values) for name, values in vars(one).items() if isinstance(values, tuple)}
        for one in FILTERS
    ]
    kept = ("rules", "offers", "sites", "translations", "hours", "choices", "catalogues", "meta")
    answers: list[dict[str, Any]] = page.evaluate(
        ANSWER, [{name: content[name] for name in kept}, seconds, chosen]
    )
    page.close()
    return answers


def _without_start(script: str) -> str:
    """The modules alone: the last one starts the page."""
    return script[: script.index("const module_main = ")]


def _expected(table: OfferTable, clock: Clock, languages: Sequence[Texts], turn: int) -> dict[str, Any]:
    texts, wanted = languages[turn % len(languages)], FILTERS[turn % len(FILTERS)]
    schedules = table.frame["schedule"].unique()[turn % 3 :: 3]
    return {
        "now": clock.moment.replace(tzinfo=UTC).timestamp() / 60,
        "found": [list(table.ranked(one)) for one in FILTERS],
        "counts": facet_counts(table, wanted),
        "ways": [[list(way.facets), way.count] for way in loosen(table, wanted)],
        "said": [now_words(text, clock, texts) for text in schedules],
        "calendar": "" if turn % 7 else _calendar(table, clock, texts),
    }


def _calendar(table: OfferTable, clock: Clock, texts: Texts) -> str:
    """Write the calendar of all offers, without what tells the zone."""
    by_offer = dict(iter(table.sites.groupby(level=0)))
    offers = [
        (
            str(offer_id),
            str(table.translation(str(offer_id), texts.language).get("title") or row["title"]),
            [row, *(row | site for site in by_offer[offer_id].to_dict("records"))]
            if offer_id in by_offer
            else [row],
        )
        for offer_id, row in table.frame.to_dict("index").items()
    ]
    file = calendar_file(
        kept_events(offers, texts, clock), name="a; b\\, c", written_at=clock.moment
    ).decode()
    head, _, zoned = file.partition("BEGIN:VTIMEZONE\r\n")
    return head + zoned.partition("END:VTIMEZONE\r\n")[2]
