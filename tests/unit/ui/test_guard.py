"""What is stopped before anything answers: connections of other pages, and what only the operator may ask."""

import asyncio
from typing import Any

import pytest

from ui.entrance.guard import Guard, origin_of

PUBLIC = "https://karte.example/app"


def opened(origins: list[str], *, public_url: str = PUBLIC) -> bool:
    """Say whether a browser that names these origins gets its connection."""
    reached: list[str] = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    headers = [(b"host", b"karte.example"), *((b"origin", one.encode()) for one in origins)]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(Guard(app, public_url=public_url)(scope, receive, send))
    assert reached or [message["type"] for message in sent] == ["websocket.close"]
    return bool(reached)


@pytest.mark.parametrize("origin", ["https://karte.example", "https://KARTE.example:443"])
def test_a_page_of_the_public_address_is_connected(origin: str) -> None:
    assert opened([origin])


@pytest.mark.parametrize(
    "origins",
    [[], [""], ["null"], ["https://evil.example"], ["http://karte.example"], ["https://karte.example:8443"],
     ["https://karte.example.evil.example"], ["https://karte.example@evil.example"], ["http://["],
     ["https://karte.example", "https://evil.example"], ["https://karte.example:x"], ["karte.example"]],
)  # fmt: skip
def test_a_page_of_another_address_is_not(origins: list[str]) -> None:
    assert not opened(origins)


def test_without_a_public_address_the_server_itself_compares() -> None:
    assert opened(["http://127.0.0.1:8501"], public_url="")


def test_what_tells_how_the_program_does_is_closed() -> None:
    from tests.asgi_kit import ask

    for path in ("/_stcore/metrics", "/app/_stcore/metrics/"):
        assert ask(path).status == 404
    assert origin_of("ftp://karte.example") == ""
