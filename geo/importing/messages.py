"""Problems and reasons in the words of a reader."""

from collections.abc import Iterable

from geo.duplicates import Likeness, Reason
from geo.errors import RowProblem, SourceError
from geo.i18n import Texts
from geo.model import Taxonomy

#: So many allowed values are named; a longer list helps nobody.
NAMED = 30
#: Values that have a name for people, by the key their names begin with.
_VALUE_KEYS = ("yes", "no", "partly")


class Messages:
    """Says problems and reasons in one language."""

    def __init__(self, texts: Texts, taxonomy: Taxonomy) -> None:
        self._texts = texts
        self._taxonomy = taxonomy

    def problem(self, problem: RowProblem) -> str:
        """Return what is wrong, what is allowed, and what may have been meant."""
        texts = self._texts
        told = [texts(f"import.problem.{problem.kind}", value=problem.value, column=problem.column)]
        if problem.allowed:
            named = [self._name(value) for value in problem.allowed[:NAMED]]
            more = ["…"] if len(problem.allowed) > NAMED else []
            told.append(texts("import.allowed", values=", ".join([*named, *more])))
        if problem.suggestion:
            told.append(texts("import.suggestion", value=self._name(problem.suggestion)))
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

    def problems(self, problems: Iterable[RowProblem]) -> list[dict[str, object]]:
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

    def _name(self, value: str) -> str:
        """Return the label of an id, beside the id where a file may use it; other values as they are."""
        texts = self._texts
        entry = self._taxonomy.topics.get(value) or self._taxonomy.target_groups.get(value)
        if entry:
            return f"{entry.labels.get(texts.language, entry.id)} ({value})"
        return texts(f"import.value.{value}") if value in _VALUE_KEYS else value
