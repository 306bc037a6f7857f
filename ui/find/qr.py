"""A link as a QR code, for paper and for a phone beside the screen."""

import segno


def qr_code(link: str) -> str:
    """Return the link as a QR code: an SVG in a data address, "" where the link is too long for one."""
    try:
        code = segno.make(link, error="m", micro=False)
    except segno.DataOverflowError:
        return ""
    return str(code.svg_data_uri(scale=3, border=2))
