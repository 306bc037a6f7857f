"""The page "Coverage" opened without a browser, and the answers it has to tell."""

import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.planning.answer import Answer
from geo.planning.question import Question
from geo.planning.scenario import Scenario, from_link
from geo.planning.wording import headline
from ui.shared import answers, loading

LANGUAGES = ("de", "en", "ar")
HERE = "!a7.02,51.58,1,Hier"


def _coverage() -> None:
    """Stand for the shell, which hands pages over as functions: a test cannot switch to those."""
    from ui.coverage import page as coverage
    from ui.shared import address_bar, loading

    coverage.show(loading.texts_for(address_bar.choose_language()))


def open_page(**query: str | list[str]) -> AppTest:
    """Open an address of the page."""
    page = AppTest.from_function(_coverage, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def answer_of(**question: object) -> Answer:
    return answers.answer_to(answers.world_of(loading.load_data()), Question(**question))


def headline_of(answer: Answer, language: str = "de") -> str:
    return headline(load_texts(language), loading.load_data().taxonomy, answer)


def scenario_of(page: AppTest) -> Scenario:
    scenario, refused = from_link(page.query_params["s"])
    assert refused == ()
    return scenario


def wait_for(page: AppTest, button: str) -> None:
    wait_until(page, lambda: any(one.key == button for one in page.button))


def wait_until(page: AppTest, has_come: Callable[[], bool]) -> None:
    """Run the page again until slow work has ended, as the browser does."""
    for _ in range(300):
        if has_come():
            return
        time.sleep(0.1)
        page.run()
    raise AssertionError("what was waited for never came")
