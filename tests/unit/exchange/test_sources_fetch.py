"""Fetching from a typed-in address: real answers of a local server, and every way to misuse it."""

import json
import time
from collections.abc import Iterator

import pytest

from geo.errors import SourceError
from geo.exchange.sources import FetchRules, load_table
from geo.fetch import fetch, is_public, shown_url
from tests.http_kit import QuietHandler, serving
from tests.sources_kit import bench, json_bytes, place

ALLOWED = FetchRules(allow_private=True, max_bytes=100_000, total_s=1.5, silence_s=1.0)


class Server(QuietHandler):
    """Answers by path; remembers what it was asked."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012  # one server, one list, emptied by the fixture

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        path = self.path.split("?")[0]
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif path.startswith("/drip"):
            self._drip()
        elif path == "/silent":
            time.sleep(1.4)
        elif path == "/missing":
            self.send_error(404)
        elif path == "/half":
            self._send(b"abc", length=1000)
        elif path == "/packed":
            self._send(b"abc", encoding="gzip")
        elif path == "/large":
            self._send(b"x" * 200_000)
        elif "/api/v3/" in path:
            self._places(path)
        else:
            self._send(b"title,organization,topics,city\nKurs,VHS,language,Marl\n")

    def _places(self, path: str) -> None:
        language = path.split("/")[4]
        if language == "fa":
            self.send_error(500)
            return
        entry = place(7, language=language, title={"de": "Beratung", "en": "Advice"}[language])
        entry["available_languages"] = {"de": {}, "en": {}, "fa": {}}
        self._send(json_bytes([entry]))

    def _send(self, body: bytes, *, length: int = 0, encoding: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length or len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """Send one header letter every tenth of a second: never silent, never done."""
        try:
            for _ in range(40):
                self.wfile.write(b"H" if self.path == "/drip" else b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(Server) as url:
        yield url


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    Server.asked.clear()


def refused(url: str, rules: FetchRules = ALLOWED, **options) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, rules, **options)
    return caught.value.problem.kind


def test_an_address_answers_its_file(address):
    assert fetch(f"{address}/offers.csv?x=1", ALLOWED).startswith(b"title,")


def test_redirects_are_followed(address):
    assert fetch(f"{address}/to/{address}/offers.csv", ALLOWED).startswith(b"title,")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/missing", "refused_by_server"),
        ("/half", "no_answer"),
        ("/packed", "packed_answer"),
        ("/large", "too_large"),
        ("/silent", "no_answer"),
        ("/drip", "too_slow"),
    ],
)
def test_a_bad_answer_is_refused_in_time(address, path, kind):
    begun = time.monotonic()

    assert refused(address + path) == kind
    assert time.monotonic() - begun < 10


def test_a_circle_of_redirects_ends(address):
    assert refused(f"{address}/to//to//to//to//to//to//to//to//to/x") == "too_many_redirects"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org/x",
        "http://",
        "https:///x",
        "http://[::1",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org/\r\nX-Evil: 1",
        "javascript:alert(1)",
    ],
)
def test_only_web_addresses_are_asked(url):
    assert refused(url) == "no_url"


def test_an_address_with_a_password_is_refused():
    assert refused("http://user:secret@example.org/") == "url_with_password"


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::1",
    "::127.0.0.1", "::a9fe:a9fe", "64:ff9b:1::7f00:1", "fec0::1", "::ffff:0:127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_inner_address_is_asked_however_it_is_written(ip):
    assert not is_public(ip)
    assert refused("http://example.org/", FetchRules(), resolve=lambda *_: [ip]) == "private_address"


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
)
def test_open_addresses_may_be_asked(ip):
    assert is_public(ip)


def test_one_inner_address_among_open_ones_is_enough_to_refuse():
    found = ["93.184.216.34", "10.0.0.1"]

    assert refused("http://example.org/", FetchRules(), resolve=lambda *_: found) == "private_address"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_not_asked_without_leave(address, host):
    port = address.rpartition(":")[2]

    kind = refused(f"http://{host}:{port}/offers.csv", FetchRules())

    assert kind in ("private_address", "unknown_host")
    assert Server.asked == []


def test_a_redirect_to_an_inner_address_is_checked_again(address):
    """The first answer may come from anywhere; the second hop must pass the same gate."""
    port = int(address.rpartition(":")[2])
    hosts = {"open.example": "127.0.0.1", "inner.example": "10.0.0.1"}

    class Rules(FetchRules):
        """Lets the test's own server stand for an open one."""

    def resolve(host: str, _port: int) -> list[str]:
        return [hosts[host]]

    import geo.fetch as room

    def public(ip: str) -> bool:
        return ip == "127.0.0.1"

    original, room.is_public = room.is_public, public
    try:
        kind = refused(
            f"http://open.example:{port}/to/http://inner.example/x", Rules(total_s=2.0), resolve=resolve
        )
    finally:
        room.is_public = original

    assert kind == "private_address"
    assert [path for path, _ in Server.asked] == ["/to/http://inner.example/x"]


def test_the_name_is_resolved_once_and_the_checked_address_is_asked(address):
    """A name server that answers an open address first and an inner one later changes nothing."""
    port = int(address.rpartition(":")[2])
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    raw = fetch(f"http://kurse.example:{port}/offers.csv", ALLOWED, resolve=lambda *_: next(answers))

    assert raw.startswith(b"title,")
    assert Server.asked == [("/offers.csv", f"kurse.example:{port}")]
    assert next(answers) == ["10.0.0.1"]


def test_an_unknown_host_is_said():
    def resolve(*_: object) -> list[str]:
        raise OSError

    assert refused("http://nowhere.example/", resolve=resolve) == "unknown_host"


def test_messages_hold_no_query_and_no_password():
    assert shown_url("https://user:secret@example.org/a?token=1#x") == "https://example.org/a"


def _aids():
    from dataclasses import replace

    return replace(bench().aids, rules=ALLOWED)


def test_a_table_is_read_from_its_address(address):
    table = load_table(f"{address}/offers.csv?key=secret", _aids())

    assert [row.cells["title"] for row in table.rows] == ["Kurs"]
    assert table.source == "url:127.0.0.1/offers.csv"


def test_the_places_of_integreat_are_fetched_in_every_language(address):
    table = load_table(f"{address}/api/v3/kreis/en/locations/?on_map=1", _aids())

    assert [path for path, _ in Server.asked] == [
        f"/api/v3/kreis/{language}/locations/?on_map=1" for language in ("de", "en", "fa")
    ]
    assert table.rows[0].cells["title"] == "Beratung"
    assert table.rows[0].translations["en"]["title"] == "Advice"
    assert [(p.column, p.kind, p.is_hint) for p in table.problems] == [("fa", "language_missing", True)]
    assert json.dumps(table.source) == '"integreat:127.0.0.1/kreis"'
