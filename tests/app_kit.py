"""What a page shows that was opened without a browser."""

from streamlit.testing.v1 import AppTest


def html_of(page: AppTest) -> str:
    """Return all HTML that a page shows."""
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def runs_well(page: AppTest) -> None:
    """Nothing failed, and the page says no error."""
    assert not page.exception
    assert not page.error
