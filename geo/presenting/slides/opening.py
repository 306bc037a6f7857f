"""The first slides: what this is about, with a picture of the district, and who reaches an offer, on the map."""

from collections.abc import Iterator

from geo.i18n import Texts
from geo.planning.wording import headline, interval_words
from geo.presenting.briefing import Briefing
from geo.presenting.charts import Written, district_map, share_map, to_plain_png, to_plain_svg
from geo.presenting.slides.values import Picture, Slide
from geo.presenting.slides.words import confirmed, credit, drawn_from, map_source, offers_source


def title(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Say what this is about and of which day it is."""
    offers = briefing.offers
    words = texts("slide.title", district=briefing.district)
    lines = (
        texts.date(briefing.today),
        texts(
            "slide.title_offers",
            count=len(offers),
            cities=texts.number(len(briefing.cities)),
            confirmed=texts.number(confirmed(briefing)),
        ),
        texts("coverage.no_entry"),
    )

    def draw(written: Written) -> bytes:
        return district_map(
            briefing.answer, boundaries=briefing.boundaries, settlement=briefing.settlement, written=written
        )

    alt = texts("slide.title_picture", district=briefing.district)
    picture = Picture(alt, lambda: draw(to_plain_png), lambda: draw(to_plain_svg))
    source = offers_source(briefing, texts)
    named = " · ".join(filter(None, (source, drawn_from(briefing))))
    yield Slide("title", "title", words, lines, picture=picture, source=named, credit=named)


def on_the_map(briefing: Briefing, texts: Texts) -> Iterator[Slide]:
    """Show the district; its gaps carry numbers only where they are those of the one slide of gaps."""
    answer = briefing.answer
    words = headline(texts, briefing.taxonomy, answer)
    detail = interval_words(texts, answer)
    has_one = len(briefing.topics) == 1
    legend = texts("slide.map_legend") if has_one else texts("slide.map_legend_topics")

    def draw(written: Written) -> bytes:
        return share_map(answer, texts, boundaries=briefing.boundaries, has_numbers=has_one, written=written)

    picture = Picture(" ".join((words, detail)), lambda: draw(to_plain_png), lambda: draw(to_plain_svg))
    yield Slide(
        "map",
        "map",
        words,
        tuple(line for line in (detail, legend) if line),
        picture=picture,
        source=map_source(briefing, answer, texts),
        credit=credit(briefing, texts, has_map=True),
    )
