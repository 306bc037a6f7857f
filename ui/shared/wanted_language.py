"""Which of our languages a browser asks for; free of Streamlit."""

from collections.abc import Iterable, Sequence

from geo.i18n import ALSO_CALLED

#: Of a longer list nobody reads the end.
_MOST_ASKED = 20


def wanted_language(accept: str, spoken: Sequence[str]) -> str:
    """Return the first language of an `Accept-Language` header that we speak, "" where we speak none.

    Parameters
    ----------
    accept
        As the browser sends it (RFC 9110): `tr-TR,tr;q=0.9,en;q=0.5`; what is no language in it is passed over.
    spoken
        The languages of the screens; one with a hyphen, such as `de-simple`, is only given to who asks for it so.
    """
    asked = (_weighed(part) for part in accept.split(",")[:_MOST_ASKED])
    in_order = sorted((one for one in asked if one[1] > 0), key=lambda one: -one[1])
    return first_spoken((tag for tag, _ in in_order), spoken)


def first_spoken(tags: Iterable[str], spoken: Sequence[str]) -> str:
    """Return the first of some language tags that we speak; `firstSpoken` of the published page says the same."""
    for tag in tags:
        whole = tag.lower()
        base = whole.partition("-")[0]
        for one in (whole, base, ALSO_CALLED.get(base, "")):
            if one in spoken:
                return one
    return ""


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.strip().partition(";")
    number = weight.strip().removeprefix("q=")
    try:
        return tag.strip(), float(number) if number else 1.0
    except ValueError:
        return tag.strip(), 0.0
