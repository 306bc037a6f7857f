"""One's own list as plain text for messengers and e-mail: what a person needs to call or to go there."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from geo.i18n import Texts
from geo.offers.kept import KeptList
from geo.offers.place_wording import address_words
from geo.offers.translations import Translations
from geo.offers.wording import confirmed_words

#: What is told with its heading, by column.
_HEADED = ("phone", "website")
#: Around what may run the other way than the text: a phone number in an Arabic line would be turned round.
_APART, _TOGETHER = "\u2068", "\u2069"


def kept_text(
    listed: KeptList,
    offers: pd.DataFrame,
    *,
    texts: Texts,
    heading: str,
    link: str,
    closed: Collection[str] = (),
    translations: Translations | None = None,
) -> str:
    """Write the list.

    Parameters
    ----------
    offers
        The offers that visitors see (`geo.offers.columns.OFFER_FRAME`); those of the list that are not among them are
        told as gone.
    heading
        What the first line says.
    link
        Where the list is shown, "" where no link leads there.
    closed
        Ids of offers that are known and closed.
    translations
        Texts by offer, language and column.
    """
    parts = [heading]
    for number, one in enumerate(listed, start=1):
        said = (translations or {}).get(one.offer_id, {}).get(texts.language, {})
        row = _row(offers, one.offer_id, said)
        first, *further = [gone_words(one.offer_id, closed, texts)] if row is None else _lines(row, texts)
        note = [texts("kept.note_told", note=_apart(one.note, texts))] if one.note else []
        parts.append("\n".join([f"{texts.number(number)}. {first}", *further, *note]))
    here = [one.offer_id for one in listed if one.offer_id in offers.index]
    parts.append(confirmed_words(offers.loc[here], texts))
    parts.append(texts("kept.online", link=_apart(link, texts)) if link else "")
    return "\n\n".join(part for part in parts if part)


def gone_words(offer_id: str, closed: Collection[str], texts: Texts) -> str:
    """Say that an offer of the list is closed, or that it stands here no longer."""
    return texts("kept.closed" if offer_id in closed else "kept.unknown", id=offer_id)


def cities_of(listed: KeptList, offers: pd.DataFrame) -> list[str]:
    """Return the cities of the offers on the list, each once, in its order."""
    known = (str(offers.loc[one.offer_id, "city"]) for one in listed if one.offer_id in offers.index)
    return [city for city in dict.fromkeys(known) if city]


def _row(offers: pd.DataFrame, offer_id: str, said: Mapping[str, str]) -> Mapping[Any, Any] | None:
    return {**offers.loc[offer_id].to_dict(), **said} if offer_id in offers.index else None


def _lines(row: Mapping[Any, Any], texts: Texts) -> Iterator[str]:
    yield _apart(row["title"], texts)
    for line in (row["organization"], address_words(row, texts)):
        if line:
            yield _apart(line, texts)
    for name in _HEADED:
        if row[name]:
            yield f"{texts(f'detail.{name}')}: {_apart(row[name], texts)}"


def _apart(text: str, texts: Texts) -> str:
    """Keep a text in its own direction where the lines run from right to left."""
    return f"{_APART}{text}{_TOGETHER}" if texts.direction == "rtl" else text
