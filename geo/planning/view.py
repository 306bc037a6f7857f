"""The whole state of the page "Coverage" as one value that lives in the address bar."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from geo import links
from geo.links import SHOWN_LIMIT, Hint, Params, clean_text
from geo.model import Taxonomy
from geo.planning import question as questions
from geo.planning.question import Question
from geo.planning.scenario import Add, Scenario, Step, from_link, to_link
from geo.planning.scenario.steps import MAX_STEPS

LAYERS = ("cities", "cells")
GAPS_SHOWN = 5
MAX_GAPS_SHOWN = 200
MAX_SITES = 10
#: What new places are searched for: most people reached, shortest ways, or a wished share with the fewest places.
AIMS = ("mclp", "p_median", "set_cover")
#: Scenarios kept for comparison beside the one that is on.
MAX_KEPT = 4


@dataclass(frozen=True)
class Search:
    """The new places searched for: `aim` is one of `AIMS`.

    `count` is how many places (for `set_cover`, which finds out itself, 0); `wished` the per cent of the people to
    be reached (for `set_cover` only, else 0).
    """

    aim: str = AIMS[0]
    count: int = 0
    wished: int = 0


@dataclass(frozen=True)
class CoverageView:
    """What a planner sees: question, scenario, what the map shows, which gap is open.

    `gap` is the rank of the gap marked on the map (0 for none), `search` the new places searched for, `shown` how
    many gaps are listed, `kept` the scenarios to compare with, `areas` the own areas by which is told ("" for cities),
    `everything` whether the table of all topics is shown, `lines` whether the map shows rivers, motorways, railways.
    """

    language: str
    question: Question = field(default_factory=Question)
    scenario: Scenario = field(default_factory=Scenario)
    layer: str = LAYERS[0]
    gap: int = 0
    search: Search | None = None
    shown: int = GAPS_SHOWN
    kept: tuple[Scenario, ...] = ()
    areas: str = ""
    everything: bool = False
    lines: bool = False

    def with_question(self, question: Question) -> "CoverageView":
        """Return the view with another question; gaps and search of the old one are closed, the scenario stays."""
        return replace(self, question=question, gap=0, search=None, shown=GAPS_SHOWN)

    def with_step(self, step: Step) -> "CoverageView":
        """Return the view with one more step of its scenario; one that is there, or one too many, changes nothing."""
        steps = self.scenario.steps
        if step in steps or len(steps) >= MAX_STEPS:
            return self
        return replace(self, scenario=replace(self.scenario, steps=(*steps, step)), gap=0)

    def without(self, step: Step) -> "CoverageView":
        """Return the view without a step of its scenario."""
        steps = tuple(one for one in self.scenario.steps if one != step)
        return replace(self, scenario=replace(self.scenario, steps=steps) if steps else Scenario())

    def named(self, name: str) -> "CoverageView":
        """Return the view with another name of its scenario."""
        return replace(self, scenario=replace(self.scenario, name=name))

    def with_scenario_kept(self) -> "CoverageView":
        """Return the view with its scenario among those kept, and none on; the oldest gives way to one too many."""
        if not self.scenario.steps:
            return self
        others = tuple(one for one in self.kept if one != self.scenario)
        return replace(self, scenario=Scenario(), kept=(*others, self.scenario)[-MAX_KEPT:])

    def with_kept_opened(self, scenario: Scenario) -> "CoverageView":
        """Return the view with a kept scenario on; the one that was on is kept in its place."""
        if scenario not in self.kept:
            return self
        stays = (self.scenario,) if self.scenario.steps and self.scenario not in self.kept else ()
        number = self.kept.index(scenario)
        return replace(
            self, scenario=scenario, kept=(*self.kept[:number], *stays, *self.kept[number + 1 :]), gap=0
        )

    def with_saved_opened(self, scenario: Scenario) -> "CoverageView":
        """Return the view with a saved scenario on; one that was on and is another is kept for comparison."""
        if scenario == self.scenario:
            return self
        return replace(self.with_scenario_kept(), scenario=scenario, gap=0)

    def without_kept(self, scenario: Scenario) -> "CoverageView":
        """Return the view without a kept scenario."""
        return replace(self, kept=tuple(one for one in self.kept if one != scenario))

    @property
    def added(self) -> tuple[Add, ...]:
        """The new places of the scenario."""
        return tuple(step for step in self.scenario.steps if isinstance(step, Add))


def to_query(view: CoverageView, *, default_language: str) -> dict[str, list[str]]:
    """Return the view as keys and values of a link; what is as at the start is left out."""
    single = {
        "lang": view.language if view.language != default_language else "",
        "s": to_link(view.scenario) if view.scenario.steps else "",
        "all": "1" if view.everything else "",
        "areas": view.areas,
        "lines": "1" if view.lines else "",
        "layer": view.layer if view.layer != LAYERS[0] else "",
        "gap": str(view.gap) if view.gap else "",
        **_search_query(view.search),
        "n": str(view.shown) if view.shown != GAPS_SHOWN else "",
    }
    kept = {"vs": [to_link(scenario) for scenario in view.kept]} if view.kept else {}
    return {
        **questions.to_query(view.question),
        **{key: [text] for key, text in single.items() if text},
        **kept,
    }


def from_query(
    params: Params, *, taxonomy: Taxonomy, languages: Collection[str], areas: Collection[str] = ()
) -> tuple[CoverageView, list[Hint]]:
    """Read a view from a link; whatever is not valid is ignored and said in a hint.

    Parameters
    ----------
    areas
        The names of the own areas there are.
    """
    question, hints = questions.from_query(params, taxonomy=taxonomy)
    language = links.last(params, "lang")
    layer = links.choice(params, "layer", LAYERS, hints, default=LAYERS[0])
    view = CoverageView(
        language=language if language in languages else next(iter(languages)),
        question=question,
        scenario=_scenario(params, hints),
        kept=_kept(params, hints),
        layer=layer,
        gap=_count(params, "gap", MAX_GAPS_SHOWN, hints),
        search=_search(params, hints),
        areas=links.choice(params, "areas", areas, hints),
        everything=links.choice(params, "all", ("1",), hints) == "1",
        lines=links.choice(params, "lines", ("1",), hints) == "1",
        shown=max(GAPS_SHOWN, _count(params, "n", MAX_GAPS_SHOWN, hints)),
    )
    return view, hints


def _search_query(search: Search | None) -> dict[str, str]:
    if search is None:
        return {}
    return {
        "aim": search.aim if search.aim != AIMS[0] else "",
        "sites": str(search.count) if search.count else "",
        "wish": str(search.wished) if search.wished else "",
    }


def _search(params: Params, hints: list[Hint]) -> Search | None:
    """Read what is searched for; a search without the number it needs is none, and said so."""
    aim = links.choice(params, "aim", AIMS, hints, default=AIMS[0])
    count, wished = _count(params, "sites", MAX_SITES, hints), _count(params, "wish", 100, hints)
    number = wished if aim == "set_cover" else count
    if not number:
        said = {hint.key for hint in hints}
        given = {key: links.last(params, key) for key in ("aim", "wish") if key not in said}
        hints.extend(Hint(key, (text,)) for key, text in given.items() if text)
        return None
    return Search(aim, wished=wished) if aim == "set_cover" else Search(aim, count=count)


def _scenario(params: Params, hints: list[Hint]) -> Scenario:
    return _read_scenario("s", links.last_raw(params, "s"), hints)


def _kept(params: Params, hints: list[Hint]) -> tuple[Scenario, ...]:
    """Read the scenarios to compare with, each once."""
    values = params.get("vs") or []
    texts = [values] if isinstance(values, str) else [str(value) for value in values]
    found = [_read_scenario("vs", text, hints) for text in texts[:MAX_KEPT]]
    return tuple(dict.fromkeys(scenario for scenario in found if scenario.steps))


def _read_scenario(key: str, text: str, hints: list[Hint]) -> Scenario:
    scenario, refused = from_link(text)
    if text and not (refused or scenario.steps):
        refused = (clean_text(text, limit=SHOWN_LIMIT),)
    if refused:
        hints.append(Hint(key, tuple(refused)))
    return scenario if scenario.steps else Scenario()


def _count(params: Params, key: str, most: int, hints: list[Hint]) -> int:
    text = links.last(params, key)
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return min(int(text), most)
    hints.append(Hint(key, (text,)))
    return 0
