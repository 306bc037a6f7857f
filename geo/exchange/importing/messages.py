"""Problems and reasons in the words of a reader."""

from collections.abc import Iterable

from geo.errors import Problem, SourceError
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.offers.columns import BY_NAME
from geo.offers.value_wording import value_words
from geo.upkeep.duplicates import Likeness, Reason

#: So many allowed values are named; a longer list helps nobody.
_NAMED = 30
#: What these name is not what is allowed but what was concluded.
_CONCLUDED = ("scope_concluded", "several_cities", "city_by_postcode")
#: Hints about a cell that could not be understood begin so.
LEFT_EMPTY = ("form_", "not_allowed", "spreadsheet_error")


class Messages:
    """Says problems and reasons in one language.

    Parameters
    ----------
    with_ids
        Whether the id stands behind the label of a value: programs take ids, a person may write the label.
    """

    def __init__(self, texts: Texts, taxonomy: Taxonomy, *, with_ids: bool = False) -> None:
        self._texts = texts
        self._taxonomy = taxonomy
        self._with_ids = with_ids

    def problem(self, problem: Problem) -> str:
        """Return what is wrong, what is allowed, and what may have been meant."""
        texts = self._texts
        told = [texts(f"import.problem.{problem.kind}", value=problem.value, column=problem.column)]
        if problem.allowed:
            named = [self._name(problem.about, value) for value in problem.allowed[:_NAMED]]
            more = ["…"] if len(problem.allowed) > _NAMED else []
            values = _joined([*named, *more])
            is_concluded = problem.kind in _CONCLUDED
            told.append(
                texts("import.taken_as", values=values)
                if is_concluded
                else texts("import.allowed", values=values)
            )
        if problem.is_hint and problem.about and problem.kind.startswith(LEFT_EMPTY):
            told.append(texts("import.left_empty"))
        if problem.is_hint and problem.kind == "too_long":
            told.append(texts("import.cut"))
        if problem.suggestion:
            told.append(texts("import.suggestion", value=self._name(problem.about, problem.suggestion)))
        return " ".join(told)

    def fault(self, error: SourceError) -> str:
        """Return why a file cannot be taken in at all."""
        return self.problem(error.problem)

    def reasons(self, alike: Likeness) -> str:
        """Return why two offers look alike, and how much."""
        texts = self._texts
        said = [self._reason(reason) for reason in alike.reasons]
        score = texts.percent(alike.score)
        return texts("duplicates.said", score=score, reasons=texts.listing(said) or "–")

    def problems(self, problems: Iterable[Problem]) -> list[dict[str, object]]:
        """Return problems as a program reads them."""
        return [
            {
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "message": self.problem(problem),
                "kind": problem.kind,
                "is_hint": problem.is_hint,
                "allowed": list(problem.allowed),
                "suggestion": problem.suggestion,
            }
            for problem in problems
        ]

    def _reason(self, reason: Reason) -> str:
        texts = self._texts
        return texts(f"duplicates.reason.{reason.kind}", value=reason.value)

    def _name(self, column: str, value: str) -> str:
        """Return what the page calls a value of a column; other values as they are."""
        if column not in BY_NAME:
            return value
        label = value_words(column, value, texts=self._texts, taxonomy=self._taxonomy)
        return f"{label} ({value})" if self._with_ids and label != value else label


def _joined(names: list[str]) -> str:
    """Join names so that nobody takes one that holds a comma for two."""
    return ("; " if any("," in name or "،" in name for name in names) else ", ").join(names)
