"""A geocoding service on this machine that plays the good, the slow, the broken and the strange ones."""

import json
import threading
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geo import settings
from geo.model import Address
from geo.places.geocoding import make_provider

DAY = date(2026, 3, 1)
ASKED = Address("Lessingstraße", "12", "45770", "Marl")


@dataclass
class Reply:
    """What the server says once; `drip_s` sends it byte by byte, `hangs` never."""

    body: bytes = b"[]"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drips: bool = False


class FakeService:
    """A web server in a thread that gives one reply after the other, the last one again and again."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.questions: list[dict[str, str]] = []
        self.user_agents: list[str] = []
        self.released = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.answer(self)

            def log_message(self, *_: Any) -> None:
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/some/path"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        self.questions.append({"path": parts.path} | {k: v[0] for k, v in parse_qs(parts.query).items()})
        self.user_agents.append(request.headers["User-Agent"])
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.hangs:
            self.released.wait(10)
            return
        request.send_response(reply.status)
        for name, value in reply.headers.items():
            request.send_header(name, value)
        request.end_headers()
        try:
            self._send(request, reply)
        except OSError:
            return  # the client gave up, as it should

    def _send(self, request: BaseHTTPRequestHandler, reply: Reply) -> None:
        if not reply.drips:
            request.wfile.write(reply.body)
            return
        while not self.released.wait(0.05):
            request.wfile.write(b" ")

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class Time:
    """A clock that only goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def provider(service: FakeService, time: Time, *, kind: str = "nominatim", **options: Any) -> Any:
    about = settings.Provider(
        kind=kind, url=service.url, user_agent="test/1", **{"timeout_s": 5.0, "pause_s": 0.0} | options
    )
    return make_provider(about, clock=lambda: DAY, sleep=time.sleep, timer=time)


def nominatim(**changes: Any) -> bytes:
    found = {
        "lat": "51.65",
        "lon": "7.10",
        "display_name": "12, Lessingstraße, Marl",
        "osm_type": "node",
        "class": "place",
        "type": "house",
        "addresstype": "place",
        "place_rank": 30,
        "address": {"house_number": "12", "road": "Lessingstraße", "town": "Marl"},
        "boundingbox": ["51.6499", "51.6501", "7.0999", "7.1001"],
    }
    return json.dumps([found | changes]).encode()


def photon(**changes: Any) -> bytes:
    about = {
        "type": "house",
        "street": "Lessingstraße",
        "housenumber": "12",
        "city": "Marl",
        "name": "",
    } | changes
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [7.10, 51.65]},
        "properties": about,
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
