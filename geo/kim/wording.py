"""What advice teaches in words: sentences to read aloud, counts that may be told, names of codes."""

from geo.district.kim_codes import Codes
from geo.i18n import Texts, sentence
from geo.kim.disclosure import LEAST, Told
from geo.kim.four_fields import Field, Kind
from geo.kim.intervals import Share
from geo.kim.summary import Summary
from geo.kim.topics import Effect
from geo.model import Taxonomy


def told_words(told: Told, texts: Texts) -> str:
    """Say a count: as it is, as "at least so many", or that it is too small to be told."""
    if told.is_exact:
        return texts.number(told.low)
    if told.low < LEAST:
        return texts("kim.few", least=texts.number(LEAST))
    return texts("kim.at_least", number=texts.number(told.low))


def share_words(share: Share, texts: Texts) -> str:
    """Say the interval of a share."""
    return texts.share_range(share.low, share.high)


def quarter_words(quarter: str, texts: Texts) -> str:
    """Name a quarter."""
    return texts("kim.quarter_name", number=texts.number(int(quarter[-1])), year=quarter[:4])


def topic_name(topic: str, texts: Texts, taxonomy: Taxonomy) -> str:
    """Name a topic; one the district does not have any more stays as it is."""
    found = taxonomy.topics.get(topic)
    return found.labels[texts.language] if found else topic


def office_name(code: str, texts: Texts, codes: Codes) -> str:
    """Name an end of a handover: a kind of office, or an offer."""
    if code.startswith("offer:"):
        return texts("kim.an_offer", offer=code.removeprefix("offer:"))
    return codes.label("offices", code, texts.language)


def headlines(found: Summary, texts: Texts, taxonomy: Taxonomy, codes: Codes) -> list[str]:
    """Say what matters most, in sentences a coordinator can read aloud."""
    if not found.needs and not found.points:
        return []
    quarters = [quarter_words(name, texts) for name in found.figures.names]
    said = []
    if found.talks is not None and found.talks.low:
        number = told_words(found.talks, texts)
        told = texts("kim.said_talks", number=number, quarters=texts.listing(quarters))
        said.append(sentence(f"{found.city}: {told}" if found.city else told))
    gaps = [field for field in found.fields if field.is_advice_gap]
    if gaps:
        said.append(field_sentence(gaps[0], texts, taxonomy))
    known = [field for field in gaps if field.kind == Kind.KNOWLEDGE]
    if known and known[0] is not gaps[0]:
        said.append(field_sentence(known[0], texts, taxonomy))
    if found.points:
        point = found.points[0]
        said.append(
            texts(
                "kim.said_point",
                start=office_name(point.start, texts, codes),
                end=office_name(point.end, texts, codes),
                number=told_words(point.count, texts),
                share=share_words(point.share, texts),
            )
        )
    return said


def field_sentence(field: Field, texts: Texts, taxonomy: Taxonomy) -> str:
    """Say what one field means."""
    values = {
        "city": field.city,
        "topic": topic_name(field.topic, texts, taxonomy),
        "number": told_words(field.unmet, texts),
    }
    said = texts("kim.said_gap", **values)
    if not field.supply.offers:
        return f"{said} {texts('kim.said_none')}"
    return f"{said} {texts('kim.said_offers', count=field.supply.offers)} {kind_words(field.kind, texts)}"


def kind_words(kind: Kind, texts: Texts) -> str:
    """Say what kind of gap it is."""
    return texts(f"kim.kind_{kind}")


def effect_words(found: Effect, texts: Texts) -> str:
    """Say what became of a decision."""
    return texts(
        f"kim.effect_{found.verdict}",
        before=share_words(found.before, texts),
        after=share_words(found.after, texts),
    )
