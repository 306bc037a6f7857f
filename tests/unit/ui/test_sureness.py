"""How sure gaps are: the page and the command line tell the same of one question."""

from geo.cli.planner import vary
from geo.i18n import load_texts
from geo.planning import insight
from geo.planning.answer import answer
from geo.planning.figures import figures, share
from tests.planning_kit import METRES, SOURCES, line_world
from ui.coverage.figures import sure_words

RUNS = 6


def test_page_and_command_line_count_the_same_people_and_hold_each_gap_alike():
    counted, texts = answer(line_world(), METRES), load_texts("en")

    page = insight.sureness(counted, variations=RUNS)
    command = vary(counted, figures(counted, SOURCES, texts), variations=RUNS)

    told = command["agreement"]["people"]
    # the offer known to its postcode is at c3 in the first six draws: c4 is worst off, and with 50 of 400 people worse
    # off than they c2 belongs to the worst fifth, too
    assert told == page.people == 50 + 50
    assert texts.people(told) in sure_words(texts, page)[0]
    assert {gap["rank"]: gap["agreement"] for gap in command["gaps"]} == {
        rank: share(level) for rank, level in page.of_gap.items()
    }


def test_a_page_that_asks_whether_to_go_on_gets_the_same_as_one_that_does_not():
    counted = answer(line_world(), METRES)

    asked = insight.sureness(counted, variations=RUNS, go_on=lambda done, of: done < of)

    assert asked.of_gap.equals(insight.sureness(counted, variations=RUNS).of_gap)
