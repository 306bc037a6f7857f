"""The words for what can be chosen, in the visitor's language."""

from geo.district.city_names import city_label
from geo.i18n import Texts
from geo.offers.filters import (
    CITIES,
    CONFIRMED_ONLY,
    FREE_ONLY,
    HOURS_CHOICES,
    LANGUAGES,
    LIST_FACETS,
    NOT_STATED,
    TARGET_GROUPS,
    TOPICS,
    Chip,
)
from geo.offers.value_wording import hours_words
from ui.shared.loading import Data


def choice_labels(texts: Texts, data: Data) -> dict[str, dict[str, str]]:
    """Name every choice of every list facet, in the order of the page."""
    taxonomy, language = data.taxonomy, texts.language
    codes = [code for code in data.table.choices[LANGUAGES] if code != NOT_STATED]
    not_stated = {NOT_STATED: texts("filter.not_stated")}
    return {
        TOPICS: {key: topic.labels[language] for key, topic in taxonomy.topics.items()},
        TARGET_GROUPS: {key: g.labels[language] for key, g in taxonomy.target_groups.items()} | not_stated,
        CITIES: {one: city_label(one, data.city_names, language) for one in data.table.choices[CITIES]},
        LANGUAGES: {code: texts.language_name(code) for code in codes} | not_stated,
        **{
            facet: {value: hours_words(facet, value, texts) for value in values}
            for facet, values in HOURS_CHOICES.items()
        },
    }


def chip_label(chip: Chip, texts: Texts, data: Data) -> str:
    """Say one chosen value in the visitor's words."""
    if chip.facet in (FREE_ONLY, CONFIRMED_ONLY):
        return texts(f"filter.{chip.facet}")
    if chip.facet in LIST_FACETS:
        name = choice_labels(texts, data)[chip.facet].get(chip.value, chip.value)
        return f"{texts(f'filter.{chip.facet}')}: {name}" if chip.value == NOT_STATED else name
    return texts("filter.text_chip", text=chip.value)
