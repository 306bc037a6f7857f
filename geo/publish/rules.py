"""What the page decides by: every number and order of the app's rules, from the room where each stands.

The rules themselves are written twice, here and in `web/publish/`; what they decide by is not.
"""

from collections.abc import Mapping
from typing import Any

from geo import i18n, links, model, projection
from geo.maps import offer_map
from geo.offers import facets, filters, hours, kept, place_wording, urgent, view, wording
from geo.offers.hours import opening
from geo.offers.hours import words as hours_words
from geo.offers.search import completing, index, members, phrases, reading, telling, vocabulary, words
from geo.publish import packing
from geo.reach import from_place, speeds, whereabouts

Rules = Mapping[str, Any]


def page_rules() -> Rules:
    """Return the values by the names under which `web/publish/rules.js` knows them."""
    return {
        **_links(),
        **_hours(),
        **_ways(),
        **_words(),
        **_search(),
        **_reading(),
        **_matching(),
        **_completing(),
    }


def _links() -> Rules:
    """Return what an address holds, how much of it is read and how much is shown."""
    return {
        "query_keys": {facet: filters.QUERY_KEYS[facet] for facet in filters.FACETS},
        "list_facets": filters.LIST_FACETS,
        "switches": filters.SWITCHES,
        "text_limit": links.TEXT_LIMIT,
        "raw_limit": links.RAW_LIMIT,
        "values_limit": filters.VALUES_LIMIT,
        "shown_limit": links.SHOWN_LIMIT,
        "shown_values": filters.SHOWN_VALUES,
        "yes_words": filters.YES_WORDS,
        "no_words": filters.NO_WORDS,
        "near_limit": view.NEAR_LIMIT,
        "position": view.POSITION_PATTERN.pattern,
        "position_decimals": view.POSITION_DECIMALS,
        "tabs": view.TABS,
        "also_called": i18n.ALSO_CALLED,
        "page_size": view.PAGE_SIZE,
        "max_shown": view.MAX_SHOWN,
        "shown_digits": view.SHOWN_DIGITS,
        "max_printed": view.MAX_PRINTED,
        "max_loosenings": facets.MAX_LOOSENINGS,
        "offer_id": kept.ID_PATTERN,
        "most_kept": kept.MOST_KEPT,
        "note_limit": kept.NOTE_LIMIT,
        "note_raw_limit": kept.NOTE_RAW_LIMIT,
        "notes_bytes": kept.NOTES_BYTES,
    }


def _hours() -> Rules:
    """Return what the filters of hours hold, and how far ahead the next hours are looked for."""
    return {
        "hours_choices": filters.HOURS_CHOICES,
        "together": filters.TOGETHER,
        "weekend": hours.WEEKEND,
        "hours_near": opening.NEAR.days,
        "hours_ahead": opening.AHEAD.days,
        "named_days": hours_words.NAMED_DAYS,
    }


def _ways() -> Rules:
    """Return how ways are estimated, and how the map shows a place."""
    return {
        "walk_kmh": speeds.WALK_KMH,
        "bike_kmh": speeds.BIKE_KMH,
        "detour_factor": speeds.DETOUR_FACTOR,
        "about_m": from_place.ABOUT_M,
        "earth_radius_m": projection.EARTH_RADIUS_M,
        "area_grid": 10**whereabouts.DECIMALS,
        "area_left_out": whereabouts.LEFT_OUT,
        "area_step_min": place_wording.AREA_STEP_MIN,
        "position_radius_m": from_place.POSITION_UNCERTAINTY_M,
        "vague_m": from_place.VAGUE_M,
        "max_suggestions": from_place.MAX_SUGGESTIONS,
        "points": model.POINT_PRECISIONS,
        "areas": model.AREA_PRECISIONS,
        "min_zoom": offer_map.MIN_ZOOM,
        "max_zoom": offer_map.MAX_ZOOM,
        "select_zoom": offer_map.SELECT_ZOOM,
        "near_radius_m": offer_map.NEAR_RADIUS_M,
    }


def _words() -> Rules:
    """Return the orders in which an offer is said, and how distances are rounded."""
    return {
        "facts": wording.FACTS,
        "tags": wording.TAGS,
        "unknown": wording.UNKNOWN,
        "knowledge": wording.KNOWLEDGE,
        "link_decimals": place_wording.LINK_DECIMALS,
        "directions_url": place_wording.DIRECTIONS_URL,
        "search_url": place_wording.SEARCH_URL,
        "metres_below_m": i18n.METRES_BELOW_M,
        "tenths_below_m": i18n.TENTHS_BELOW_M,
    }


def _search() -> Rules:
    """Return what an answer of the search is worth."""
    return {
        "part_worth": index.PART_WORTH,
        "text_worth": index.TEXT_WORTH,
        "name_worth": index.NAME_WORTH,
        "hint_worth": index.HINT_WORTH,
        "field_half": index.FIELD_HALF,
        "title_share": index.TITLE_SHARE,
        "partly_told": index.PARTLY_TOLD,
        "whole_title_bonus": index.WHOLE_TITLE_BONUS,
        "open_bonus": index.OPEN_BONUS,
        "everybody": members.EVERYBODY,
        "whole": index.WHOLE,
        "suggest_most": index.SUGGEST_MOST,
        "as_typed": filters.AS_TYPED,
        "match_key": filters.MATCH_KEY,
        "match_all": filters.MATCH_ALL,
        "match_any": filters.MATCH_ANY,
        "unread_key": filters.UNREAD_KEY,
        "unread_limit": filters.UNREAD_LIMIT,
        "meaning": filters.MEANING_PATTERN.pattern,
        "second_meaning": members.SECOND_MEANING,
        "refined": members.REFINED,
        "not_stated": members.NOT_STATED,
        "fit": members.FIT,
        "wider_groups": members.WIDER_GROUPS,
    }


def _reading() -> Rules:
    """Return how a question is read."""
    return {
        "question_limit": reading.TEXT_LIMIT,
        "word_limit": reading.WORD_LIMIT,
        "main_language": reading.MAIN_LANGUAGE,
        "core_kinds": sorted(reading.CORE_KINDS),
        "asking": phrases.ASKING,
        "flags": sorted(phrases.FLAGS),
        "urgent": {
            "needs": list(model.URGENT_NEEDS),
            "protected": list(urgent.PROTECTED_NEEDS),
            "leave": sorted(urgent.LEAVE_NEEDS),
            "leave_to": urgent.LEAVE_TO,
            "emergency_digits": urgent.EMERGENCY_DIGITS,
            "most_named": urgent.MOST_NAMED,
        },
        "prior_main": reading.PRIOR_MAIN,
        "lending": sorted(reading.LENDING),
        "likely": reading.LIKELY,
        "form_from": reading.FORM_FROM,
        "form_share": reading.FORM_SHARE,
        "form_ending": reading.FORM_ENDING,
        "form_typo_from": reading.TYPO_FROM,
        "form_exact": reading.QUALITY_EXACT,
        "form_form": reading.QUALITY_FORM,
        "form_typo": reading.QUALITY_TYPO,
        "form_piece": reading.QUALITY_PIECE,
        "piece_from": reading.PIECE_FROM,
        "piece_split_from": reading.SPLIT_FROM,
        "piece_links": reading.PIECE_LINKS,
        "joined_letters": reading.JOINED_LETTERS,
        "spread": reading.SPREAD,
        "most_weight": reading.MOST_WEIGHT,
        "hint_vote": reading.HINT_VOTE,
        "hint_share": reading.HINT_SHARE,
        "hint_sure": reading.SURE_HINT,
        "hint_sure_from": reading.SURE_FROM,
        "letters": words.LETTERS,
        "packed_digits": packing.DIGITS,
        "days": hours.DAY_CHOICES,
        "levels": telling.LEVELS,
    }


def _matching() -> Rules:
    """Return how a word may match another, and what that is worth."""
    return {
        "exact": vocabulary.QUALITY_EXACT,
        "inflected": vocabulary.QUALITY_INFLECTED,
        "stem": vocabulary.QUALITY_STEM,
        "long_start": vocabulary.QUALITY_LONG_START,
        "part": vocabulary.QUALITY_PART,
        "split": vocabulary.QUALITY_SPLIT,
        "typo": vocabulary.QUALITY_TYPO,
        "beginning_from": vocabulary.BEGINNING_FROM,
        "short_word": vocabulary.SHORT_WORD,
        "long_start_from": vocabulary.LONG_START,
        "split_from": vocabulary.SPLIT_FROM,
        "part_from": vocabulary.PART_FROM,
        "later_from": vocabulary.LATER_FROM,
        "long_word": vocabulary.LONG_WORD,
        "links": vocabulary.LINKS,
        "ending": vocabulary.ENDING,
        "head_ending": vocabulary.HEAD_ENDING,
        "endings": words.ENDINGS,
        "shortest_stem": words.SHORTEST_STEM,
    }


def _completing() -> Rules:
    """Return what the question's field offers while somebody types."""
    return {
        "completed_kinds": completing.MOST_OF,
        "most_completed": completing.MOST,
        "complete_from": completing.COMPLETE_FROM,
        "sure_from": completing.SURE_FROM,
    }
