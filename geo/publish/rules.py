"""What the page decides by: every number and order of the app's rules, from the room where each stands.

The rules themselves are written twice, here and in `web/publish/`; what they decide by is not.
"""

from collections.abc import Mapping
from typing import Any

from geo import i18n, links, model, projection
from geo.maps import offer_map
from geo.offers import facets, filters, kept, view, wording
from geo.offers.search import index, vocabulary, words
from geo.reach import from_place, speeds

Rules = Mapping[str, Any]


def page_rules() -> Rules:
    """Return the values by the names under which `web/publish/rules.js` knows them."""
    return {**_links(), **_ways(), **_words(), **_search(), **_matching()}


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


def _ways() -> Rules:
    """Return how ways are estimated, and how the map shows a place."""
    return {
        "walk_kmh": speeds.WALK_KMH,
        "bike_kmh": speeds.BIKE_KMH,
        "detour_factor": speeds.DETOUR_FACTOR,
        "about_m": from_place.ABOUT_M,
        "earth_radius_m": projection.EARTH_RADIUS_M,
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
        "link_decimals": wording.LINK_DECIMALS,
        "directions_url": wording.DIRECTIONS_URL,
        "search_url": wording.SEARCH_URL,
        "metres_below_m": i18n.METRES_BELOW_M,
        "tenths_below_m": i18n.TENTHS_BELOW_M,
    }


def _search() -> Rules:
    """Return what an answer of the search is worth, and how far it is followed."""
    return {
        "question_limit": index.TEXT_LIMIT,
        "word_limit": index.WORD_LIMIT,
        "concept_weight": index.CONCEPT_WEIGHT,
        "concept_part_weight": index.CONCEPT_PART_WEIGHT,
        "whole_title_bonus": index.WHOLE_TITLE_BONUS,
        "shorten_most": index.SHORTEN_MOST,
        "suggest_most": index.SUGGEST_MOST,
    }


def _matching() -> Rules:
    """Return how a word may match another, and what that is worth."""
    return {
        "exact": vocabulary.QUALITY_EXACT,
        "inflected": vocabulary.QUALITY_INFLECTED,
        "stem": vocabulary.QUALITY_STEM,
        "sure": vocabulary.QUALITY_SURE,
        "long_start": vocabulary.QUALITY_LONG_START,
        "part": vocabulary.QUALITY_PART,
        "compound": vocabulary.QUALITY_COMPOUND,
        "split": vocabulary.QUALITY_SPLIT,
        "typo": vocabulary.QUALITY_TYPO,
        "beginning_from": vocabulary.BEGINNING_FROM,
        "short_word": vocabulary.SHORT_WORD,
        "long_start_from": vocabulary.LONG_START,
        "split_from": vocabulary.SPLIT_FROM,
        "compound_from": vocabulary.COMPOUND_FROM,
        "part_from": vocabulary.PART_FROM,
        "later_from": vocabulary.LATER_FROM,
        "long_word": vocabulary.LONG_WORD,
        "links": vocabulary.LINKS,
        "ending": vocabulary.ENDING,
        "head_ending": vocabulary.HEAD_ENDING,
        "endings": words.ENDINGS,
        "shortest_stem": words.SHORTEST_STEM,
    }
