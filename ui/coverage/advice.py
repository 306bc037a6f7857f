"""What advice adds to an answer: published needs, read once, and the answer whose gaps stand by them."""

from functools import lru_cache

from geo.kim.public import PublicAdvice, public_advice
from geo.kim.weighing import by_needs
from geo.planning.answer import Answer
from geo.planning.question import NEEDS
from ui.shared import loading
from ui.shared.loading import Data

_WEIGHED_KEPT = 8


@lru_cache(maxsize=2)
def published_advice(data: Data) -> PublicAdvice | None:
    """Return what everybody may see of advice, read once for a state of the data."""
    district = data.settings.district
    return public_advice(loading.store(), district, today=district.today())


def as_weighed(answer: Answer, data: Data) -> Answer:
    """Return an answer with its gaps ranked by published needs, as it is where none are asked for or published."""
    return _weighed(answer, data) if answer.question.weight == NEEDS else answer


@lru_cache(maxsize=_WEIGHED_KEPT)
def _weighed(answer: Answer, data: Data) -> Answer:
    return by_needs(answer, published_advice(data))
