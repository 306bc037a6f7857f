"""`python -m geo website` against servers on this machine: what answers, what does not, and who is never asked."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.cli import main
from geo.model import Role
from geo.settings import load_settings
from geo.store import LinkFinding, OfferEdit, Store
from geo.store.accounts.proposals import LinkFindings
from tests.http_kit import QuietHandler, serving

Run = Callable[..., tuple[int, str, str]]
PAGES = ("/there", "/gone", "/moved", "/slow", "/there")


@pytest.fixture
def site() -> Iterator[tuple[str, Counter[str]]]:
    """Serve pages that are there, gone, moved or slow; count what is asked."""
    asked: Counter[str] = Counter()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            asked[self.path] += 1
            if self.path == "/slow":
                time.sleep(1.0)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/there")
                self.end_headers()
                return
            self.send_response(404 if self.path == "/gone" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    with serving(Handler) as address:
        yield address, asked


@pytest.fixture
def offer_ids(
    site: tuple[str, Counter[str]], prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Give five offers pages of the local server, and take those of all others away."""
    shutil.copytree(prepared_var, tmp_path / "var")
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("KARTE_ALLOW_PRIVATE_URLS", "yes")
    with Store.open(load_settings()) as store:
        stored = store.stored_offers()
        pages = dict(zip(stored, (site[0] + page for page in PAGES), strict=False))
        edits = [
            OfferEdit.change(key, {**offer.row, "website": pages.get(key, "")}, version=offer.version)
            for key, offer in stored.items()
            if offer.row["website"] != pages.get(key, "")
        ]
        store.apply(edits, who=Role.EDITOR)
    return list(pages)


@pytest.fixture
def run(offer_ids: list[str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives exit code, stdout, stderr."""

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def test_each_address_is_asked_once_and_what_does_not_answer_is_told_with_its_offers(
    run: Run, site: tuple[str, Counter[str]], offer_ids: list[str]
) -> None:
    url, asked = site

    code, out, _ = run("website", "check", "--seconds", "0.5", "--json")

    answer = json.loads(out)
    assert (code, answer["asked"], answer["left"]) == (0, 4, 0)
    assert {(r["website"], r["finding"], *r["offers"]) for r in answer["broken"]} == {
        (f"{url}/gone", "refused_by_server", offer_ids[1]),
        (f"{url}/slow", "too_slow", offer_ids[3]),
    }
    assert asked == {
        "/there": 2,
        "/gone": 1,
        "/moved": 1,
        "/slow": 1,
    }  # once by itself, once where it moved to


def test_who_was_asked_today_is_asked_again_only_if_so_wished(
    run: Run, site: tuple[str, Counter[str]]
) -> None:
    _, asked = site
    run("website", "check", "--json")
    before = asked.total()

    _, out, _ = run("website", "check", "--json")
    still = asked.total()
    _, again, _ = run("website", "check", "--again", "--json")

    assert json.loads(out) == {"asked": 0, "left": 0, "broken": []}
    assert still == before
    assert json.loads(again)["asked"] == 4


def test_filters_and_limit_leave_the_rest_for_the_next_run(
    run: Run, site: tuple[str, Counter[str]], offer_ids: list[str]
) -> None:
    with Store.open(load_settings()) as store:
        first = store.offers().loc[offer_ids[0]]
        same = store.offers().loc[offer_ids]
    here = same[same["organization"].eq(first["organization"])]

    _, out, _ = run("website", "check", "--organization", first["organization"], "--limit", "1", "--json")
    answer = json.loads(out)
    _, out, err = run("website", "check", "--limit", "1", "--json")

    assert (answer["asked"], answer["left"]) == (1, here["website"].nunique() - 1)
    assert json.loads(out)["left"] == 2
    assert "2 not asked yet" in err


def test_the_list_tells_what_was_found_and_asks_nobody(run: Run, site: tuple[str, Counter[str]]) -> None:
    url, asked = site
    run("website", "check", "--json")
    before = asked.total()

    _, out, _ = run("website", "list", "--json")

    assert [record["website"] for record in json.loads(out)["broken"]] == [f"{url}/gone"]
    assert asked.total() == before


def test_a_machine_of_the_inner_network_is_never_asked(
    run: Run, site: tuple[str, Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KARTE_ALLOW_PRIVATE_URLS")

    _, out, _ = run("website", "check", "--json")

    assert {record["finding"] for record in json.loads(out)["broken"]} == {"private_address"}
    assert site[1].total() == 0


def test_an_interrupted_check_keeps_what_it_found(
    run: Run, site: tuple[str, Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    put, kept = LinkFindings.put, []

    def put_two(self: LinkFindings, finding: LinkFinding) -> None:
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(finding)
        put(self, finding)

    with monkeypatch.context() as patch:
        patch.setattr(LinkFindings, "put", put_two)
        code, _, _ = run("website", "check", "--json")
    _, out, _ = run("website", "check", "--json")

    assert code == 130
    assert json.loads(out)["asked"] == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--city", "Atlantis"], "Marl"),
        (["--topic", "cooking"], "volunteering"),
        (["--seconds", "0"], "--seconds"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_allowed(run: Run, arguments: list[str], word: str) -> None:
    code, _, err = run("website", "check", *arguments)

    assert code == 2
    assert word in err


def test_an_unknown_organisation_is_told(run: Run) -> None:
    code, _, err = run("website", "check", "--organization", "Niemand e. V.")

    assert code == 1
    assert "no such organisation" in err


def test_a_closed_offer_is_not_asked(run: Run, site: tuple[str, Counter[str]], offer_ids: list[str]) -> None:
    with Store.open(load_settings()) as store:
        store.save(offer_ids[1], {"status": "closed"}, version=None, who=Role.EDITOR)

    run("website", "check", "--json")

    assert site[1]["/gone"] == 0
