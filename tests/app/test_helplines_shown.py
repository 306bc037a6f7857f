"""Who answers now stands above the list, with protected offers, on paper, and nowhere else."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.offers.urgent import helpline_words, helplines_for
from geo.settings import PROJECT_ROOT
from ui.find import printing
from ui.shared import loading

SHELL = str(PROJECT_ROOT / "ui" / "shell.py")

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def html(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def opened(**query: str) -> str:
    page = AppTest.from_file(SHELL, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return html(page.run())


@pytest.mark.parametrize(
    ("language", "question", "need", "leaves"),
    [
        ("de", "mein Mann schlägt mich", "violence", True),
        ("ar", "لا أريد أن أعيش انتحار", "crisis", False),
        ("en", "my child drank cleaning fluid", "poison", False),
    ],
)
def test_an_urgent_question_shows_its_numbers_above_the_list(
    language: str, question: str, need: str, leaves: bool
) -> None:
    data, texts = loading.load_data(), loading.texts_for(language)

    shown = opened(lang=language, q=question)

    numbers = [
        helpline_words(one, texts) for one in helplines_for(data.helplines, (need,), language=language)
    ]
    places = [shown.index(f'href="{one.href}"') for one in numbers]
    assert numbers
    assert places == sorted(places)
    assert all(one.facts in shown for one in numbers)
    assert (texts("helpline.leave") in shown) == leaves
    assert texts("helpline.title") in printing.page(
        {"lang": [language], "q": [question]}, "https://k.example"
    )


def test_an_everyday_question_shows_none() -> None:
    assert 'class="k-urgent"' not in opened(q="Deutschkurs für Frauen")


def test_a_protected_offer_says_who_answers_and_not_to_call_a_number_it_lacks() -> None:
    data, texts = loading.load_data(), loading.texts_for("de")
    frame = data.table.frame
    hidden = frame.index[frame["is_protected"].astype(bool)]

    shown = opened(offer=str(hidden[0]))

    assert len(hidden)
    assert texts("helpline.protected") in shown
    assert 'href="tel:116016"' in shown
    assert texts("detail.check_first") not in shown
    assert texts("helpline.title") in printing.page({"mine": [str(hidden[0])]}, "https://k.example")
