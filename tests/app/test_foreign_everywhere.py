"""Who asks for foreign nationals reads of foreign nationals: page, slides, Excel and command line at once."""

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest

from geo.cli import figures_in_words
from geo.exchange.coverage_files import coverage_xlsx, describe
from geo.i18n import load_texts
from geo.planning.access import access_values, city_ends
from geo.planning.answer import Answer
from geo.planning.deeper_figures import deeper_figures
from geo.planning.figures import figures
from geo.planning.insight import measures_side_by_side
from geo.planning.question import Question
from geo.presenting.deck import Deck
from geo.presenting.slides import make_slides
from geo.upkeep.opening import load_sources
from tests.app_kit import html_of, runs_well
from tests.coverage_page_kit import HERE, open_page
from ui.present.briefings import briefing_for
from ui.shared import answers, loading

pytestmark = pytest.mark.usefixtures("shipped_app_kept")

DE = load_texts("de")
FOREIGN = Question(people="foreign")
#: Where all people are meant beside foreign nationals, or nobody in numbers.
_OTHER = (
    r"[\d.]+ Menschen, davon (etwa )?[\d.]+ ausländische Staatsangehörige",  # a gap tells both
    r"[\d.]+ Menschen \(ausländische Staatsangehörige: nicht genannt, weil zu wenige\)",
    r"Zellen mit Menschen",
    r"Wege der Menschen",
    r"wo es am meisten Menschen erreichte",  # how the range is meant
    r"Menschen(</th><td>|: )ausländische Staatsangehörige",  # the parameter's name and its value
)


def foreign_answer() -> Answer:
    return answers.answer_to(answers.world_of(loading.load_data()), FOREIGN)


def of_all_people(text: str) -> list[str]:
    """Return what is said of "Menschen", with some words around."""
    left = re.sub("|".join(_OTHER), "", text)
    return [left[max(0, m.start() - 60) : m.end() + 30] for m in re.finditer("Menschen", left)]


def test_the_page_counts_foreign_nationals_and_says_so() -> None:
    page = open_page(people="foreign", s=HERE, keep=HERE)
    page.toggle(key="coverage_deeper").set_value(True).run()

    runs_well(page)
    words = html_of(page)
    assert "ausländische Staatsangehörige" in words
    assert of_all_people(words) == []


def test_slides_count_foreign_nationals_and_say_so() -> None:
    briefing = briefing_for(loading.load_data(), FOREIGN, "")
    kinds = ("map", "cities", "gaps", "sites", "method")
    for slide in make_slides(Deck("de", question=FOREIGN, slides=kinds), briefing, DE):
        bars = slide.bars.unit if slide.bars else ""
        assert of_all_people(" ".join((slide.title, *slide.lines, bars))) == [], slide.name
    (method,) = make_slides(Deck("de", question=FOREIGN, slides=("method",)), briefing, DE)
    assert "ausländische Staatsangehörige" in method.lines[0]


def test_excel_and_command_line_count_foreign_nationals_and_say_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answered = foreign_answer()
    about = describe(answered, (), DE, taxonomy=loading.load_data().taxonomy, title="x")
    book = openpyxl.load_workbook(io.BytesIO(coverage_xlsx(answered, about, DE)))
    heading = [cell.value for cell in book.worksheets[0][1]]
    assert heading[2] == "Ausländische Staatsangehörige"
    assert "Menschen" not in heading

    sources, texts = load_sources(loading.load_data().settings), load_texts("en")
    figures_in_words.show(figures(answered, sources, texts) | deeper_figures(answered))
    lines = capsys.readouterr().out.splitlines()
    table = next(line for line in lines if "covered" in line)
    assert "nationals" in table
    assert "people" not in table
    assert "as many foreign nationals without anything" in " ".join(lines)


def ends_told(answered: Answer) -> Iterator[tuple[str, str]]:
    """Yield the names of the best and the worst city as each place tells them."""
    names, sources = answered.world.city_names, load_sources(loading.load_data().settings)
    told = figures(answered, sources, load_texts("en"))
    yield told["equity"]["best_city"]["name"], told["equity"]["worst_city"]["name"]
    (row,) = [r for r in measures_side_by_side(answered) if r.measure == answered.question.measure]
    yield names[row.best], names[row.worst]
    (deep,) = [
        r for r in deeper_figures(answered)["deeper"]["measures"] if r["measure"] == answered.question.measure
    ]
    yield deep["best"]["name"], deep["worst"]["name"]
    rows = {city["name"]: city["access"] for city in told["cities"]}
    ends = min(rows, key=rows.__getitem__), max(rows, key=rows.__getitem__)
    yield ends if answered.question.measure == "nearest" else ends[::-1]


@pytest.mark.parametrize("measure", ["nearest", "2sfca", "bfca"])
def test_one_city_is_the_worst_everywhere_on_one_screen_in_one_unit(measure: str) -> None:
    question = Question(threshold=10.0, measure=measure)  # few reach anything: capped ways were all alike
    answered = answers.answer_to(answers.world_of(loading.load_data()), question)

    found = list(ends_told(answered))
    assert len(set(found)) == 1, found
    told = figures(answered, load_sources(loading.load_data().settings), load_texts("en"))
    assert told["equity"]["worst_city"]["unit"] == told["access"]["unit"]
    ends = city_ends(answered)
    assert ends is not None
    assert told["equity"]["worst_city"]["mean"] == pytest.approx(ends.worst_value, rel=1e-5)

    page = open_page(t="10", measure=measure)
    page.toggle(key="coverage_deeper").set_value(True).run()
    words = html_of(page)
    worst = words[words.index(DE("equity.worst")) :]
    assert found[0][1] in worst[: worst.index(")")]


def test_the_balanced_measure_is_told_beside_its_mean() -> None:
    answered = answers.answer_to(answers.world_of(loading.load_data()), Question(measure="bfca"))
    told = figures(answered, load_sources(loading.load_data().settings), load_texts("en"))

    assert told["access"] == {"measure": "bfca", "unit": "times the mean of all", "mean": 1.0}
    people = answered.people
    assert (access_values(answered) * people).sum() / people.sum() == pytest.approx(1.0)
