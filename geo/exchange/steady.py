"""Files of Office programs without the moment of writing, so that the same answer gives the same bytes."""

import io
import re
import zipfile

_NO_TIME = (1980, 1, 1, 0, 0, 0)


def steady(raw: bytes) -> bytes:
    """Return an archive (XLSX, DOCX, PPTX) whose entries, and those of archives within, carry no time."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _without_time(name, old.read(name)))
    return written.getvalue()


def _without_time(name: str, content: bytes) -> bytes:
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
    return steady(content) if name.endswith(".xlsx") else content
