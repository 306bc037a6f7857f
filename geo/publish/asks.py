"""Who can be asked about offers that have no phone, decided here and told by `web/publish/asking.js`."""

from typing import Any

import pandas as pd

from geo.offers.whom_to_ask import Directory, what_key
from geo.publish.columns import harmless


def pack_asks(frame: pd.DataFrame, directory: Directory) -> dict[str, Any]:
    """Write who can be asked.

    Parameters
    ----------
    frame
        The public offers, in the order of the page.

    Returns
    -------
    dict
        `people`: each once, as what it is to the offer (the key of its text without `ask.`), name, phone, mail,
        website, its date, title of the offer that states it, whether it is confirmed;
        `of`: numbers of people by number of the offer.
    """
    people: dict[tuple[str | bool, ...], int] = {}
    asked: list[list[int]] = []
    rows = zip(frame.index, frame.to_dict("records"), strict=True)
    for offer_id, row in rows:
        found = directory.whom(str(offer_id), {str(name): value for name, value in row.items()})
        told = [
            (
                what_key(one).removeprefix("ask."),
                one.name,
                one.phone,
                one.email,
                one.website,
                one.as_of,
                one.beside,
                one.is_confirmed,
            )
            for one in found
        ]
        asked.append([people.setdefault(one, len(people)) for one in told])
    return {
        "people": [[harmless(said) if isinstance(said, str) else said for said in one] for one in people],
        "of": asked,
    }
