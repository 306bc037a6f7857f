"""`python -m bench.slides`: how long a deck of fifteen slides takes, from its question to the PPTX file.

People, offers and ways are read before, as they are in the app; what is timed are the answers of three topics, the
best new places, the maps, and the file. Time of the clock and of the processor are both told: the second is the same
on a machine that has other work.
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from geo.district.sources import load_data_sources
from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.planning.question import Question
from geo.planning.world import load_world
from geo.presenting.briefing import Briefing
from geo.presenting.deck import Deck
from geo.presenting.report import to_docx, to_pptx
from geo.presenting.slides import make_slides
from geo.presenting.slides.words import source_lines, topic_labels
from geo.settings import load_settings
from geo.upkeep.changes import Changes
from geo.upkeep.opening import prepare, taxonomy_of

TOPICS = ("language", "work", "childcare")
SLIDES, MOST_S = 15, 10.0


def main() -> int:
    """Print the times; end with 1 where a deck takes longer than it may, in time of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        briefing = _briefing(Path(folder))
        texts = load_texts("de")
        clock, processor = time.perf_counter(), time.process_time()
        slides = make_slides(Deck("de", question=briefing.question), briefing, texts)
        slides += [replace(slide, name=f"{slide.name}-again") for slide in slides if slide.table][
            : SLIDES - len(slides)
        ]
        raw = to_pptx(slides, direction=texts.direction, language="de")
        took, worked = time.perf_counter() - clock, time.process_time() - processor
        print(
            f"{len(slides)} slides, {len(raw):,} bytes: {took:.1f} s by the clock, {worked:.1f} s of the processor"
        )
        clock, processor = time.perf_counter(), time.process_time()
        labels, named = topic_labels(briefing, texts), source_lines(briefing.sources, texts)
        paper = to_docx(slides, texts, labels=labels, sources=named, footer="")
        print(
            f"the same as a paper, {len(paper):,} bytes: {time.perf_counter() - clock:.1f} s, "
            f"{time.process_time() - processor:.1f} s of the processor"
        )
    return int(worked > MOST_S)


def _briefing(folder: Path) -> Briefing:
    settings = load_settings({"KARTE_VAR": str(folder)})
    taxonomy, today = taxonomy_of(settings), date(2026, 11, 30)
    with prepare(settings) as store:
        offers = store.offers()
        table = OfferTable(offers, taxonomy, sites=store.sites(further_only=True))
    world = load_world(settings, table, today=today)
    sources = load_data_sources(settings.district.files["sources"]).sources
    changes = Changes(date(2026, 11, 1), (), (), (), (), 0, then=offers)
    question = Question(topics=TOPICS)
    return Briefing.gather(question, world, settings, taxonomy, sources=sources, today=today, changes=changes)


if __name__ == "__main__":
    sys.exit(main())
