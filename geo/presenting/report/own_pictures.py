"""Pictures that somebody hands in for slides and paper: checked, bounded, and never more than a picture."""

import io
from pathlib import Path

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_whole
from geo.presenting.slides import Picture

_FORMATS = ("PNG", "JPEG")
_MOST_PIXELS = 40_000_000
_LONGEST_PX = 2400


def own_picture(path: Path, alt: str) -> Picture:
    """Read a PNG or JPEG file, as large as a projector can show, without what a camera wrote beside it.

    Parameters
    ----------
    alt
        What it shows, for those who cannot see it.

    Raises
    ------
    DataError
        If the file cannot be read, is too large, or is no such picture.
    """
    raw = read_whole(path, MOST_BYTES["picture"])
    tidy = _tidy(raw, path.name)
    return Picture(alt, lambda: tidy)


def _tidy(raw: bytes, name: str) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    problem = Problem(name, 0, "", "", f"a picture expected, {' or '.join(_FORMATS)}")
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise DataError([Problem(name, 0, "", "", f"at most {_MOST_PIXELS // 10**6} million pixels")])
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((_LONGEST_PX, _LONGEST_PX))
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise DataError([problem]) from error
    written = io.BytesIO()
    picture.info.clear()
    picture.save(written, format="PNG", optimize=False)
    return written.getvalue()
