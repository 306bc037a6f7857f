"""`python -m geo import` and `undo`: take offers from a file or web address, look before, and take it back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from geo.cli.import_runs import import_runs
from geo.cli.output import LANGUAGE, say, say_error, write_json, write_table
from geo.errors import Problem, SourceError
from geo.exchange.importing import NEW, ImportPlan, Messages, Workbench, apply_plan, known_offers, plan_import
from geo.exchange.sources import FORMATS, Asked, ColumnMapping, Defaults, load_table
from geo.i18n import load_texts
from geo.model import Role
from geo.places.address import fold
from geo.settings import Settings, load_settings
from geo.store import Batch, Store
from geo.tables import LIST_SEPARATOR
from geo.upkeep.opening import make_geocoder, prepare

_EXIT_FAULT = 1
#: So many rows of each kind are shown to a person.
_SHOWN = 30


def import_offers(  # noqa: PLR0917  # options of the command line, given by name
    location: Annotated[str, typer.Argument(help="File, folder or address (http, https).")],
    file_format: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")] = "",
    apply: Annotated[
        bool, typer.Option("--apply", help="Write what the plan says; else only show it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
    column: Annotated[list[str] | None, typer.Option(help="What a heading means: HEADING=column.")] = None,
    value_map: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a word means: COLUMN:WORD=ours; nothing behind = leaves it out."),
    ] = None,
    split: Annotated[
        list[str] | None, typer.Option(help="A heading of several columns: HEADING=column,column.")
    ] = None,
    sheet: Annotated[str, typer.Option(help="The only sheet or layer to read.")] = "",
    heading_row: Annotated[int, typer.Option(help="The row of the headings, if it is not found.", min=0)] = 0,
    default_topic: Annotated[
        str, typer.Option(help="Topic of rows that name none; several with commas.")
    ] = "",
    default_city: Annotated[str, typer.Option(help="City of rows that name none.")] = "",
    decide: Annotated[list[str] | None, typer.Option(help="An unclear row: ROW=offer_id or ROW=new.")] = None,
    runs: Annotated[
        bool, typer.Option("--runs", help="The table tells dated runs of offers that are there.")
    ] = False,
    source: Annotated[str, typer.Option(help="Name of the source; offers it lacks next time are gone.")] = "",
    keep_gone: Annotated[bool, typer.Option("--keep-gone", help="Leave offers the file lacks.")] = False,
    language: Annotated[str, typer.Option(help="Language of the messages; English by default.")] = "",
) -> None:
    """Show what a file or address would change, and write it with --apply."""
    settings = load_settings()
    bench = Workbench(settings)
    asked = Asked(sheet=sheet, heading_row=heading_row)
    messages = Messages(load_texts(_language(language, settings)), bench.taxonomy, with_ids=True)
    if runs:
        told = (
            column, value_map, split, default_topic, default_city, decide, keep_gone, file_format, source,
        )  # fmt: skip
        import_runs(location, bench, messages, asked, apply=apply, as_json=as_json, is_alone=not any(told))
        return
    given = _pairs("--column", column) | _pairs("--split", split)
    defaults = _defaults(bench, default_topic, default_city)
    try:
        table = load_table(
            location,
            bench.aids,
            file_format=_format(file_format),
            source=source,
            asked=asked,
        )
        mapping = bench.mapping(table, given)
    except SourceError as error:
        _tell_fault(error.problem, messages, as_json=as_json)
        raise typer.Exit(_EXIT_FAULT) from error
    chosen = chosen_values(value_map or (), bench, mapping)
    with prepare(settings) as store:
        plan = plan_import(
            bench.read(table, mapping, chosen=chosen, defaults=defaults),
            known_offers(store),
            decisions=_decisions(decide),
            aliases=store.aliases(),
        )
        batch = _apply(plan, store, settings, keep_gone=keep_gone) if apply else None
    if given or (apply and not table.has_own_columns):
        bench.memory.keep(table.headings, mapping.columns)
    bench.values_memory.keep(table.source, chosen)
    if as_json:
        write_json(_as_record(plan, messages, batch, is_applied=apply), indent=2)
    else:
        _show(plan, messages, batch, is_applied=apply)


def undo(
    batch: Annotated[int, typer.Argument(help="Number of the batch, as import tells it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Take a whole import, or another batch of changes, back."""
    with Store.open(load_settings()) as store:
        done = store.undo_batch(batch, who=Role.OPERATOR)
    counts = {"added": done.added, "changed": done.changed, "removed": done.removed}
    if as_json:
        write_json({"batch": done.batch_id, "undoes": batch, **counts})
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    typer.echo(f"batch {batch} taken back as batch {done.batch_id}: {told}")


def _as_record(
    plan: ImportPlan, messages: Messages, batch: Batch | None, *, is_applied: bool
) -> dict[str, Any]:
    """Return a plan as the JSON that a program reads; numbers first, then the rows behind them."""
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "gone": len(plan.gone),
        "problems": messages.problems(plan.problems),
        "unknown": [
            {
                "column": one.column,
                "heading": one.heading,
                "value": one.word,
                "rows": one.rows,
                "suggestion": one.suggestion,
            }
            for one in plan.unknown
        ],
        "unclear": [
            {
                "row": unclear.candidate.row,
                "title": unclear.candidate.title,
                "matches": [
                    {"offer_id": alike.second, "score": alike.score, "reasons": messages.reasons(alike)}
                    for alike in unclear.matches
                ],
            }
            for unclear in plan.unclear
        ],
        "source": plan.source,
        "applied": is_applied,
        "batch": batch.batch_id if batch else None,
        "rows": _rows(plan),
    }


def _rows(plan: ImportPlan) -> list[dict[str, Any]]:
    new = [
        {
            "row": p.candidate.row,
            "offer_id": p.offer_id,
            "is": "new",
            "title": p.row["title"],
            "values": {name: text for name, text in p.row.items() if text},
            "further_sites": [asdict(site) for site in p.sites or ()],
        }
        for p in plan.new
    ]
    changed = [
        {
            "row": p.candidate.row,
            "offer_id": p.offer_id,
            "is": "changed",
            "title": p.row["title"],
            "fields": [{"column": c.column, "before": c.before, "after": c.after} for c in p.changes],
        }
        for p in plan.changed
    ]
    gone = [{"row": None, "offer_id": o.offer_id, "is": "gone", "title": o.row["title"]} for o in plan.gone]
    return [*new, *changed, *gone]


def _apply(plan: ImportPlan, store: Store, settings: Settings, *, keep_gone: bool) -> Batch | None:
    geocoder = make_geocoder(settings, store)
    return apply_plan(
        plan,
        store,
        geocode=lambda address: geocoder.geocode(address, offline=True),
        who=Role.OPERATOR,
        today=settings.district.today(),
        keep_gone=keep_gone,
    )


def _tell_fault(problem: Problem, messages: Messages, *, as_json: bool) -> None:
    if as_json:
        empty = dict.fromkeys(("new", "changed", "unchanged", "gone"), 0)
        write_json({**empty, "problems": messages.problems([problem])}, indent=2)
    say_error(messages.problem(problem))


def _show(plan: ImportPlan, messages: Messages, batch: Batch | None, *, is_applied: bool) -> None:
    counts = {name: len(getattr(plan, name)) for name in ("new", "changed", "unchanged", "gone", "unclear")}
    write_table(list(counts), [[str(number) for number in counts.values()]], title=plan.source)
    changes = [
        [p.offer_id, change.column, change.before, change.after] for p in plan.changed for change in p.changes
    ]
    _table(["offer", "column", "before", "after"], changes, "changed")
    _table(
        ["row", "offer", "title"],
        [[str(p.candidate.row), p.offer_id, p.row["title"]] for p in plan.new],
        "new",
    )
    _table(["offer", "title"], [[offer.offer_id, offer.row["title"]] for offer in plan.gone], "gone")
    unclear = [
        [str(u.candidate.row), u.candidate.title, alike.second, messages.reasons(alike)]
        for u in plan.unclear
        for alike in u.matches[:3]
    ]
    _table(["row", "title", "may be", "why"], unclear, "unclear")
    unknown = [[one.column, one.word, str(one.rows), one.suggestion] for one in plan.unknown]
    _table(
        ["column", "word", "rows", "perhaps"],
        unknown,
        "unknown words; --map COLUMN:WORD=ours says what they mean",
    )
    problems = [[str(p.row), p.column, p.value, messages.problem(p)] for p in plan.problems]
    _table(["row", "column", "value", "message"], problems, "problems")
    if batch:
        say(f"applied as batch {batch.batch_id}; take it back with: python -m geo undo {batch.batch_id}")
    elif not is_applied and plan.changes_something:
        say("nothing was written; add --apply to do so")


def _table(headings: list[str], rows: list[list[str]], title: str) -> None:
    if rows:
        more = f" ({len(rows)}, the first {_SHOWN} shown)" if len(rows) > _SHOWN else ""
        write_table(headings, rows[:_SHOWN], title=f"{title}{more}")


def _language(language: str, settings: Settings) -> str:
    if language and language not in settings.district.languages:
        msg = f"--language {language!r} is not one of: {', '.join(settings.district.languages)}"
        raise typer.BadParameter(msg)
    spoken = (LANGUAGE, settings.district.default_language)
    return language or next(name for name in spoken if name in settings.district.languages)


def _format(name: str) -> str:
    if name and name not in FORMATS:
        msg = f"--format {name!r} is not one of: {', '.join(FORMATS)}"
        raise typer.BadParameter(msg)
    return name


def _defaults(bench: Workbench, topic: str, city: str) -> Defaults:
    topics = bench.meaning("topics", topic)
    if topics is None:
        msg = f"--default-topic {topic!r} is not one of: {', '.join(bench.vocabulary.topic_ids)}"
        raise typer.BadParameter(msg)
    named = bench.meaning("city", city)
    if named is None:
        msg = f"--default-city {city!r} is not one of: {', '.join(bench.vocabulary.cities)}"
        raise typer.BadParameter(msg)
    return Defaults(topics=LIST_SEPARATOR.join(topics), city=next(iter(named), ""))


def chosen_values(
    told: Sequence[str], bench: Workbench, mapping: ColumnMapping
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what `--map COLUMN:WORD=ours` says, by column and folded word; a column may be told by its heading."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for value in told:
        name_and_word, is_there, meaning = value.rpartition("=")
        column, word = _column_and_word(name_and_word, bench, mapping)
        if not is_there or not column or not word:
            msg = f"--map {value!r}: COLUMN:WORD=ours expected; columns: {', '.join(bench.mappable)}"
            raise typer.BadParameter(msg)
        ids = bench.meaning(column, meaning.strip())
        if ids is None:
            allowed = ", ".join(bench.allowed(column)) or "what this column may hold"
            msg = f"--map {value!r}: {meaning.strip()!r} is not one of: {allowed}"
            raise typer.BadParameter(msg)
        found[column, fold(word)] = ids
    return found


def _column_and_word(text: str, bench: Workbench, mapping: ColumnMapping) -> tuple[str, str]:
    for place in (place for place, letter in enumerate(text) if letter == ":"):
        name, word = text[:place].strip(), text[place + 1 :].strip()
        column = mapping.columns.get(name, "") or bench.column_named(name)
        if column:
            return column, word
    return "", ""


def _pairs(option: str, values: Sequence[str] | None) -> dict[str, str]:
    pairs = {}
    for value in values or ():
        name, is_there, meaning = value.rpartition("=")
        if not is_there:
            msg = f"{option} {value!r}: NAME=VALUE expected"
            raise typer.BadParameter(msg)
        pairs[name.strip()] = meaning.strip()
    return pairs


def _decisions(values: Sequence[str] | None) -> dict[int, str]:
    pairs = _pairs("--decide", values)
    for row in pairs:
        if not row.isdecimal():
            msg = f"--decide {row!r}: the number of a row expected, and the id of an offer or {NEW!r}"
            raise typer.BadParameter(msg)
    return {int(row): offer_id for row, offer_id in pairs.items()}
