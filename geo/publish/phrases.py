"""What the published page says, in every language: texts with their plural forms, names, and the form of numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from geo.district.city_names import CityNames, city_label
from geo.district.data_words import attribution_words, base_words
from geo.district.sources import DataSource
from geo.i18n import Texts
from geo.model import Helpline, Taxonomy
from geo.offers.columns import BY_NAME, PLAIN_FACTS, TRANSLATED
from geo.offers.urgent import hours_words
from geo.places.examples import examples_of
from geo.publish.formats import formats_of
from geo.settings import District

#: Every text of the catalogues that the page uses; a test compares them with `web/publish/*.js`.
PHRASES = (
    "about.sources_title", "about.undated", "act.aloud", "act.aloud_stop",
    "act.call", "act.label", "act.mail", "act.way", "act.web",
    "action.calendar", "action.link", "action.link_help", "action.link_position", "action.print",
    "app.language", "app.machine_translated", "as_of.confirmed", "as_of.not_confirmed", "as_of.undated",
    "ask.city", "ask.city_fallback", "ask.city_house", "ask.city_parent", "ask.district", "ask.lead",
    "ask.offer", "ask.organization", "ask.organization_office", "ask.organization_switchboard", "ask.parent",
    "ask.parent_office", "ask.parent_switchboard", "ask.sibling", "ask.title", "barrier_free.no",
    "barrier_free.partly", "barrier_free.yes", "calendar.note", "contact.heading", "contact.unknown",
    "detail.also_at", "detail.application", "detail.as_of", "detail.barrier_free", "detail.check_ask",
    "detail.check_asked", "detail.check_first", "detail.directions", "detail.directions_open", "detail.email",
    "detail.fees", "detail.for_whom", "detail.for_whom_stated", "detail.languages", "detail.languages_stated",
    "detail.phone", "detail.precision", "detail.source", "detail.website", "detail.what", "detail.when",
    "detail.where", "empty.did_you_mean", "empty.nearest", "empty.nearest_city", "empty.title",
    "empty.without", "fee.free", "filter.cities", "filter.confirmed_only", "filter.days", "filter.free_only",
    "filter.hint.not_a_switch", "filter.hint.too_long", "filter.hint.too_many", "filter.hint.unknown",
    "filter.hours", "filter.languages", "filter.more", "filter.not_stated", "filter.now", "filter.open_now",
    "filter.perhaps", "filter.remove", "filter.reset", "filter.target_groups", "filter.text_chip",
    "filter.times", "filter.topics", "find.lead", "find.refine", "find.title", "find.what",
    "find.what_example", "find.where", "find.where_example", "helpline.always", "helpline.languages",
    "helpline.leave", "helpline.many", "helpline.many_with", "helpline.not_free", "helpline.protected",
    "helpline.title", "hours.begun", "hours.clock", "hours.closed", "hours.closed_day", "hours.closed_today",
    "hours.day_later", "hours.holiday", "hours.midnight", "hours.of", "hours.open", "hours.open_always",
    "hours.perhaps_day", "hours.perhaps_later", "hours.perhaps_today", "hours.perhaps_until", "hours.school",
    "hours.today", "hours.today_no_time", "kept.at_end", "kept.back", "kept.clear", "kept.cleared",
    "kept.closed", "kept.copied", "kept.copy", "kept.down", "kept.empty", "kept.full", "kept.hand_on",
    "kept.language", "kept.lead", "kept.link", "kept.moved", "kept.no_hours", "kept.no_qr", "kept.note",
    "kept.note_example", "kept.note_help", "kept.note_told", "kept.notes_full", "kept.off", "kept.online",
    "kept.only_here", "kept.open", "kept.qr", "kept.sheet", "kept.star", "kept.taken_off", "kept.text",
    "kept.text_title", "kept.title", "kept.unknown", "kept.up", "legend.about", "legend.area", "legend.base",
    "legend.cluster", "legend.exact", "legend.mixed", "legend.title", "list.all_places", "list.at_spot",
    "list.more", "list.unsaid", "map.area_unknown", "map.attribution", "map.down", "map.enlarge",
    "map.left", "map.right", "map.up", "map.zoom_in",
    "map.zoom_out", "match.all", "match.any", "match.label", "meaning.care_yes", "meaning.level",
    "meaning.level_advanced", "meaning.level_beginner", "meaning.level_literacy", "meaning.spoken",
    "meaning.time_afternoon", "meaning.time_evening", "meaning.time_midday", "meaning.time_morning",
    "meaning.time_now", "meaning.time_today", "meaning.time_weekend", "meaning.way_home",
    "meaning.way_online", "meaning.way_phone", "near.chip", "near.did_you_mean", "near.from_about",
    "near.from_place", "near.from_position", "near.my_position", "near.not_found", "near.position_failed",
    "near.position_label", "operator.accessibility", "operator.arbitration", "operator.imprint",
    "operator.label", "operator.privacy", "place.and_further", "place.district", "place.online",
    "place.protected", "precision.administration", "precision.city", "precision.none", "precision.place",
    "precision.postcode", "precision.street", "print.confirmed_all", "print.confirmed_some", "print.date",
    "print.filters", "print.left_out", "print.period", "print.title", "print.title_one", "print.unconfirmed",
    "publish.chosen", "publish.copied", "publish.filters", "publish.gaps", "publish.made", "publish.no_link",
    "publish.no_map", "publish.old", "publish.places", "publish.privacy", "publish.search",
    "publish.show_on_map", "publish.skip", "run.as_of", "search.as_typed", "search.either", "search.lacks",
    "search.not_told", "search.nothing_known", "search.partly", "search.partly_title", "search.read_again",
    "search.take_off", "search.understood", "search.unknown", "search.whole", "source.dated",
    "source.not_shown", "source.undated", "suggest.city", "suggest.count", "suggest.group", "suggest.offer",
    "suggest.organization", "suggest.topic", "summary.area", "summary.count", "summary.district",
    "summary.on_map", "summary.online", "summary.protected", "summary.unlocated", "summary.unsaid",
    "tab.label", "tab.list", "tab.map", "translation.mark", "translation.note", "translation.original",
    "unit.km", "unit.m", "unit.min", "unknown.address", "unknown.barrier_free", "unknown.contact",
    "unknown.fees", "unknown.intro", "unknown.languages", "unknown.schedule", "unknown.target_groups",
    "way.area", "way.known", "way.range", "way.to_site", "way.unknown", "wording.open",
)  # fmt: skip


def catalogue(
    texts: Texts,
    taxonomy: Taxonomy,
    *,
    spoken: Collection[str],
    told: Mapping[str, str],
    helplines: Iterable[Helpline] = (),
    city_names: CityNames | None = None,
    reported: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Write one language for the browser.

    Parameters
    ----------
    spoken
        ISO codes of the languages of advice to be named.
    told
        Texts that name what is of one district, filled in.
    helplines
        Whose words are told: whom each is for, and its hours where they are a text.
    city_names
        What cities are called in other scripts.
    reported
        What was reported of whether offers take somebody, in words, by offer.
    """
    language = texts.language
    named = city_names or {}
    labels = {
        "cities": {city: city_label(city, named, language) for city in named.get(language, {})},
        "groups": {key: group.labels[language] for key, group in taxonomy.groups.items()},
        "topics": {key: topic.labels[language] for key, topic in taxonomy.topics.items()},
        "target_groups": {key: group.labels[language] for key, group in taxonomy.target_groups.items()},
    }
    return {
        "language": language,
        "direction": texts.direction,
        "is_machine_made": texts.is_machine_made,
        "formats": formats_of(texts),
        "texts": _texts(texts, sorted({*PHRASES, *_headings()})) | dict(told),
        "language_names": {code: texts.language_name(code) for code in sorted(spoken)},
        "halves": texts.halves_of_day(),
        "weekdays": [texts.weekday(day) for day in range(7)],
        "labels": labels,
        "helplines": {one.number: _helpline(one, texts) for one in helplines},
        "reported": dict(reported or {}),
    }


def _helpline(one: Helpline, texts: Texts) -> list[str]:
    what, spoken = one.what_in(texts.language)
    return [what, hours_words(one, texts), "" if spoken == texts.language else spoken]


def _headings() -> Iterable[str]:
    return (BY_NAME[name].label for name in (*TRANSLATED, *PLAIN_FACTS))


def _texts(texts: Texts, keys: Iterable[str]) -> dict[str, str | dict[str, str]]:
    found = {key: texts.forms(key) for key in keys}
    return {key: forms["other"] if len(forms) == 1 else forms for key, forms in found.items()}


def told_texts(texts: Texts, district: District, sources: Sequence[DataSource]) -> dict[str, str]:
    """Return the texts of the published page that name places and sources of a district, filled in."""
    key = "find.where_example"
    return {
        key: texts(key, **vars(examples_of(district))),
        "legend.base": base_words(texts, district, sources),
        "map.attribution": attribution_words(texts, district, sources),
    }
