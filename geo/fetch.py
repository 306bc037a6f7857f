"""Fetch a file from a web address that somebody typed in, without becoming their tool against other machines.

Only http and https. Every address a name resolves to is checked, the connection goes to the very address that was
checked (a second answer of the name server changes nothing), redirects are checked again, size and time are bounded.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from geo.errors import SourceError, refuse
from geo.files import MOST_BYTES, at_most

_MAX_REDIRECTS = 5
#: Seconds for the whole, redirects and all, and for one silence of the other side.
_TOTAL_S = 60.0
_SILENCE_S = 10.0
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Networks whose last 32 bits are an older address: NAT64, "compatible", translated; and NAT64 for inner use alone.
_WITH_IPV4 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class FetchRules:
    """What may be fetched; tests and operators of inner networks change it."""

    allow_private: bool = False
    user_agent: str = "integrationskarte"
    max_bytes: int = MOST_BYTES["import"]
    total_s: float = _TOTAL_S
    silence_s: float = _SILENCE_S


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a host.

    Raises
    ------
    OSError
        If the name is unknown.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(url: str, rules: FetchRules, *, resolve: Resolve = resolve) -> bytes:
    """Return what a web address answers.

    Parameters
    ----------
    resolve
        Gives the addresses of a host; handed in by tests.

    Raises
    ------
    SourceError
        If the address may not be asked, or the answer is no, too large or too slow.
    """
    deadline = time.monotonic() + rules.total_s
    for _ in range(_MAX_REDIRECTS + 1):
        answer = _ask(url, rules, resolve, deadline)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise refuse(shown_url(url), "too_many_redirects")


def shown_url(url: str) -> str:
    """Return an address for messages: no password, no query, which may hold a secret."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"[:200]
    except ValueError:
        return "URL"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when it hides inside another."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    return not _is_local_form(ip) and all(one.is_global and not one.is_multicast for one in _faces(ip))


def _is_local_form(ip: IPAddress) -> bool:
    """Whether an address is of a range that only an inner network has a use for, though Python calls it global."""
    return isinstance(ip, ipaddress.IPv6Address) and (ip.is_site_local or ip in _LOCAL_NAT64)


def _faces(ip: IPAddress) -> Iterator[IPAddress]:
    yield ip
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if any(ip in network for network in _WITH_IPV4):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        yield from (one for one in inner if one is not None)


@dataclass(frozen=True)
class _Target:
    """A web address in parts; `file` is what messages call it."""

    scheme: str
    host: str
    port: int
    netloc: str
    path: str
    file: str


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError) as error:
        raise refuse("URL", "no_url") from error
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url.strip():
        raise refuse("URL", "no_url", value=shown_url(url), allowed=("http://", "https://"))
    if parts.username or parts.password:
        raise refuse("URL", "url_with_password")
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    port = port or (443 if parts.scheme == "https" else 80)
    return _Target(parts.scheme, host, port, parts.netloc, f"/{path.lstrip('/')}", shown_url(url))


def _checked_addresses(target: _Target, rules: FetchRules, resolve: Resolve) -> list[str]:
    try:
        addresses = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise refuse(target.file, "unknown_host", value=target.host) from error
    if not addresses:
        raise refuse(target.file, "unknown_host", value=target.host)
    if not rules.allow_private and not all(map(is_public, addresses)):
        raise refuse(target.file, "private_address", value=target.host)
    return addresses


def _ask(url: str, rules: FetchRules, resolve: Resolve, deadline: float) -> bytes | str:
    """Return the answer's bytes, or the address it points to."""
    target = _target(url)
    connection = _connect(target, _checked_addresses(target, rules, resolve), rules, deadline)
    headers = {
        "Host": target.netloc,
        "User-Agent": rules.user_agent,
        "Accept": "application/json, text/csv, */*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    try:
        with _ended_at(connection, deadline):
            connection.request("GET", target.path, headers=headers)
            with connection.getresponse() as response:
                return _answer(response, rules, deadline, target.file)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        kind = "too_slow" if time.monotonic() >= deadline else "no_answer"
        raise refuse(target.file, kind) from error
    finally:
        connection.close()


def _connect(
    target: _Target, addresses: list[str], rules: FetchRules, deadline: float
) -> http.client.HTTPConnection:
    """Connect to one of the checked addresses; the name is only used for the certificate."""
    connection = http.client.HTTPConnection(target.host, target.port)
    for address in addresses:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise refuse(target.file, "too_slow")
        try:
            opened = socket.create_connection((address, target.port), timeout=min(rules.silence_s, left_s))
            connection.sock = _secured(opened, target.host) if target.scheme == "https" else opened
        except OSError:
            continue
        return connection
    raise refuse(target.file, "no_answer")


def _secured(opened: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    except (OSError, ValueError):
        opened.close()
        raise


@contextmanager
def _ended_at(connection: http.client.HTTPConnection, deadline: float) -> Iterator[None]:
    """Cut the line at the deadline, whatever the other side is doing: drop by drop is no way to hold us."""
    sock = connection.sock

    def cut() -> None:
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _answer(response: http.client.HTTPResponse, rules: FetchRules, deadline: float, file: str) -> bytes | str:
    place = response.getheader("Location")
    if response.status in _REDIRECTS and place:
        return place
    if response.status != 200:
        raise refuse(file, "refused_by_server", value=response.status)
    if response.getheader("Content-Encoding", "identity").casefold() not in ("", "identity"):
        raise refuse(file, "packed_answer", value=response.getheader("Content-Encoding"))
    found = bytearray()
    while chunk := response.read1(_CHUNK):
        found += chunk
        if len(found) > rules.max_bytes:
            raise refuse(file, "too_large", allowed=(at_most(rules.max_bytes),))
        if time.monotonic() >= deadline:
            raise refuse(file, "too_slow")
    if response.length:
        raise refuse(file, "no_answer")
    return bytes(found)
