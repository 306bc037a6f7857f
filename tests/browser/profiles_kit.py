"""Browser profiles that one visitor after the other gets, emptied in between: scripts of the app stay compiled."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

from tests.browser.kit import DEVICES, PATIENCE_MS, STILL, TELL_BREACHES

Kind = tuple[str, str, str]


@dataclass
class Profiles:
    """Profiles by device, language and further options; those that nobody uses just now can be had again."""

    browser: Browser
    free: dict[Kind, list[BrowserContext]] = field(default_factory=dict)

    @contextmanager
    def lend(
        self, device: str, language: str, options: Mapping[str, object], *, address: str
    ) -> Iterator[BrowserContext]:
        """Hand out an empty profile; whatever a visitor of `address` left in it is gone afterwards.

        A profile that cannot be emptied is thrown away.
        """
        kind = (device, language, repr(sorted(options.items())))
        kept = self.free.setdefault(kind, [])
        context = kept.pop() if kept else self._make(device, language, options)
        try:
            yield context
            _empty(context, address)
        except BaseException:
            context.close()
            raise
        kept.append(context)

    def close(self) -> None:
        """Throw all away."""
        for kept in self.free.values():
            for context in kept:
                context.close()
        self.free.clear()

    def _make(self, device: str, language: str, options: Mapping[str, object]) -> BrowserContext:
        asked = {**DEVICES[device], **STILL, "locale": language, **options}
        context = self.browser.new_context(**asked)  # type: ignore[arg-type]  # options by name
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(TELL_BREACHES)
        return context


def _empty(context: BrowserContext, address: str) -> None:
    """Close the pages of a profile, forget cookies, storage, workers, permissions and routes; keep scripts."""
    context.unroute_all()
    context.clear_cookies()
    context.clear_permissions()
    last = context.new_page()
    tools = context.new_cdp_session(last)
    parts = urlsplit(address)
    tools.send(
        "Storage.clearDataForOrigin",
        {"origin": f"{parts.scheme}://{parts.netloc}", "storageTypes": "all"},
    )
    for page in context.pages:
        page.close()
