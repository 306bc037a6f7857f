"""What changed since a day, and what of it is progress."""

from collections.abc import Iterator

from geo.i18n import Texts
from geo.planning.answer import Answer
from geo.planning.wording import says_something, threshold_words, what_words
from geo.presenting.briefing import Briefing
from geo.presenting.slides.values import Cell, Slide, Table
from geo.presenting.slides.words import credit, offers_source, share_words, source
from geo.upkeep.changes import Changes

_TOLD = 2
_ON_PAPER = 10
_KINDS = ("new", "changed", "closed", "confirmed")


def changes(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say what changed; without a day to compare with there is nothing to say."""
    found, then = briefing.changes, briefing.answer_then
    if found is None or then is None:
        return
    told = {name: texts.number(len(getattr(found, name))) for name in _KINDS}
    since = texts.date(found.known_since)
    title = texts("slide.changes", date=since, **told)
    if found.is_empty:
        title = texts("slide.changes_none", date=since)
    lines = (
        _before_and_after(briefing, then, texts),
        *_what_changed_it(briefing, then, texts),
        *((texts("slide.relocated", count=found.relocated),) if found.relocated else ()),
        *_history_begins(found, texts),
    )
    table = changes_table(briefing, found, texts, most=_TOLD)
    yield Slide(
        "changes",
        "changes",
        title,
        lines,
        table=table if table.rows else None,
        source=" ".join((offers_source(briefing, texts), source(briefing.answer, texts))),
        credit=" ".join((offers_source(briefing, texts), credit(briefing, texts))),
        full=changes_table(briefing, found, texts, most=_ON_PAPER) if table.rows else None,
    )


def _before_and_after(briefing: Briefing, then: Answer, texts: Texts) -> str:
    question = briefing.question
    said = texts(
        "slide.before_after",
        before=share_words(then, texts),
        after=share_words(briefing.answer, texts),
        threshold=threshold_words(texts, question),
        mode=texts(f"coverage.by_{question.mode}"),
        what=what_words(texts, briefing.taxonomy, question),
    )
    return said[:1].upper() + said[1:]


def _what_changed_it(briefing: Briefing, then: Answer, texts: Texts) -> tuple[str, ...]:
    """Tell apart what other places of the same offers do, and what other offers do: only these are progress."""
    here = briefing.answer_then_here
    if here is None or not all(map(says_something, (then, here, briefing.answer))):
        return ()
    steps = (then.share.value, here.share.value, briefing.answer.share.value)
    if len({texts.percent(share) for share in steps}) == 1:
        return ()
    before, between, after = (texts.percent(share) for share in steps)
    return (texts("slide.changes_apart", before=before, between=between, after=after),)


def _history_begins(found: Changes, texts: Texts) -> tuple[str, ...]:
    if found.begins is None:
        return ()
    days = {"asked": texts.date(found.since), "date": texts.date(found.begins)}
    return (texts("slide.history_begins", **days),)


def changes_table(briefing: Briefing, found: Changes, texts: Texts, *, most: int) -> Table:
    """Name the offers that changed, so many at most of each kind, with their city."""
    headings = tuple(texts(f"slide.column_{name}") for name in ("offer", "city", "what"))
    now, then = briefing.world.table.frame, found.then
    rows = []
    for kind in _KINDS:
        for offer_id in getattr(found, kind)[:most]:
            row = (now if offer_id in now.index else then).loc[offer_id]
            words = (str(row["title"]), str(row["city"]), texts(f"slide.change_{kind}"))
            rows.append(tuple(Cell(text) for text in words))
    return Table(headings, tuple(rows))
