"""`python -m geo remind`: ask organisations by mail whether their offers are still right."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.output import progress_bar, say, write_json, write_table
from geo.i18n import load_texts
from geo.settings import Settings, load_settings, utc_now
from geo.store import Store
from geo.upkeep import reminders


@dataclass(frozen=True)
class _Plan:
    """Whom to write to, and whom not."""

    due: list[reminders.Due]
    skipped: list[reminders.Skipped]


def remind(  # noqa: PLR0917  # options of the command line, given by name
    preview: Annotated[Path | None, typer.Option(help="Folder to write the mails to as .eml files.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send the mails by KARTE_SMTP_HOST.")] = False,
    older_than: Annotated[
        int, typer.Option(min=0, max=36500, help="Days since somebody looked.")
    ] = reminders.OLDER_THAN_DAYS,
    again_after: Annotated[
        int, typer.Option(min=1, max=36500, help="Days between two mails to one organisation.")
    ] = reminders.AGAIN_AFTER_DAYS,
    limit: Annotated[int, typer.Option(min=1, help="At most so many mails, the longest silence first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Write the answer as JSON.")] = False,
) -> None:
    """Show whom a reminder is due to; write the mails to files, or send them."""
    if preview and send:
        msg = "either --preview or --send"
        raise typer.BadParameter(msg)
    settings = load_settings()
    with Store.open(settings) as store:
        plan = _plan(store, older_than=older_than, again_after=again_after, limit=limit)
        answer: dict[str, Any] = {"due": [_as_record(due) for due in plan.due]}
        answer["skipped"] = [asdict(skipped) for skipped in plan.skipped]
        if preview:
            answer["files"] = _preview(plan, preview, settings)
        report = _send(store, plan, settings, again_after) if send else None
    if report:
        answer |= asdict(report)
    _tell(plan, answer, report, as_json=as_json)
    if report and report.unclear:
        raise typer.Exit(1)


def _plan(store: Store, *, older_than: int, again_after: int, limit: int) -> _Plan:
    due, skipped = reminders.plan(
        store.offers(),
        store.reminders.all(),
        now=utc_now(),
        older_than_days=older_than,
        again_after_days=again_after,
    )
    return _Plan(due[:limit], skipped)


def _preview(plan: _Plan, folder: Path, settings: Settings) -> list[str]:
    texts = load_texts(settings.district.default_language)
    written = reminders.preview(plan.due, folder, settings=settings, texts=texts, now=utc_now())
    return [str(path) for path in written]


def _send(store: Store, plan: _Plan, settings: Settings, again_after: int) -> reminders.SendReport:
    texts = load_texts(settings.district.default_language)
    with progress_bar("sending mails") as progress:
        return reminders.send_all(
            store,
            plan.due,
            settings=settings,
            texts=texts,
            now=utc_now(),
            again_after_days=again_after,
            progress=progress,
        )


def _as_record(due: reminders.Due) -> dict[str, Any]:
    return {
        "organization_id": due.organization_id,
        "organization": due.name,
        "email": due.email,
        "offers": list(due.offers),
    }


def _tell(plan: _Plan, answer: dict[str, Any], report: reminders.SendReport | None, *, as_json: bool) -> None:
    if as_json:
        write_json(answer, indent=2)
    else:
        rows = [[due.name, due.email, str(len(due.offers))] for due in plan.due]
        write_table(["organization", "email", "offers"], rows, title="")
    by_reason = dict.fromkeys(("written_lately", "no_address"), 0)
    for skipped in plan.skipped:
        by_reason[skipped.reason] += 1
    say(
        f"due: {len(plan.due)}, written lately: {by_reason['written_lately']}, no address: {by_reason['no_address']}"
    )
    if report:
        say(f"sent: {len(report.sent)}, refused: {len(report.refused)}, unclear: {len(report.unclear)}")
