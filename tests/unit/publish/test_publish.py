"""The published page: one file that holds everything, asks for nothing, and tells no secret."""

import base64
import gzip
import hashlib
import html
import json
import re
from dataclasses import replace

import pytest

from geo.cli import main
from geo.errors import PublishError
from geo.i18n import load_texts
from geo.publish import PAGE_NAME, PICTURE_NAME, document, make_content, picture, write_files
from geo.publish.document import inline, to_json
from geo.publish.phrases import PHRASES
from geo.settings import PROJECT_ROOT, load_settings
from tests.find_kit import frame_of
from tests.publish_kit import (
    DAY,
    HOSTILE,
    LANGUAGES,
    column,
    json_in,
    tiny_material,
)

MOST_BYTES = 1_200_000
MOST_COMPRESSED = 450_000  # with fifteen languages: each packed one takes some 7.5 kB


def hostile_material():
    rows = [
        {
            "offer_id": f"t-{n}",
            "title": text,
            "organization": text,
            "description": text,
            "city": "Marl",
            "topics": ("language",),
        }
        for n, text in enumerate(HOSTILE)
    ]
    return tiny_material(frame_of(*rows))


# -- one file


def test_the_file_is_small_enough_for_a_mail(page):
    assert len(page.encode()) <= MOST_BYTES
    assert len(gzip.compress(page.encode(), 9)) <= MOST_COMPRESSED


def test_nothing_is_loaded_from_outside(page):
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))

    assert re.findall(r"<(?:img|iframe|object|embed|link|base)\b[^>]*", markup) == re.findall(
        r'<link rel="icon" href="data:[^>]*', markup
    )
    assert "src=" not in markup
    assert re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import|@font-face", styles) == []


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_file(page):
    said = html.unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page).group(1))
    policy = dict(part.split(" ", 1) for part in said.split("; "))

    def hashes(tag):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

    assert policy["default-src"] == "'none'"
    assert policy["script-src"].split() == hashes("script")
    assert policy["style-src"].split() == hashes("style")
    assert len(hashes("script")) == 2
    assert "unsafe" not in said
    assert "connect-src" not in policy
    assert not re.search(r"https?:", said)


def test_no_attribute_holds_a_style_or_a_script(page):
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)

    assert re.findall(r"\s(?:style|on\w+)=", markup) == []


def test_every_language_tells_those_without_scripts_what_to_do(page):
    for language in LANGUAGES:
        texts = load_texts(language)
        line = f'<p lang="{language}" dir="{texts.direction}">{texts("publish.no_script")}</p>'
        assert line in page


def test_the_file_carries_version_and_date_and_the_same_data_give_the_same_file(shipped, page):
    meta = json_in(page, "content")["meta"]

    assert meta["date"] == "2024-05-31"
    assert tuple(meta["languages"]) == load_settings({}).district.languages
    assert f'content="Integrationskarte {meta["version"]}"' in page
    assert document(shipped, make_content(shipped, today=DAY)) == page


def test_other_offers_make_another_version(tiny):
    other = replace(tiny, frame=tiny.frame.assign(title="Anders"))

    first, second = (make_content(one, today=DAY)["meta"]["version"] for one in (tiny, other))

    assert first != second


# -- texts


def test_the_page_uses_exactly_the_texts_it_carries():
    scripts = "\n".join(
        file.read_text(encoding="utf-8") for file in (PROJECT_ROOT / "web" / "publish").glob("*.js")
    )
    said = set(re.findall(r"""say\(\s*"([a-z_.]+)\"""", scripts))
    signs = set(re.findall(r"\"((?:legend)\.[a-z]+)\"", scripts))
    parts = set(re.findall(r"say\(\s*`([a-z_.]+\.)\$\{", scripts))
    facts = {
        f"detail.{name}" for name in re.findall(r"this\._(?:own|source|external|told)\(\"(\w+)\"", scripts)
    }
    used = said | signs | facts

    assert used <= set(PHRASES)
    assert [key for key in PHRASES if key not in used and not key.startswith(tuple(parts))] == []
    assert list(PHRASES) == sorted(PHRASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_catalogue(language):
    texts = load_texts(language)
    forms = texts.forms("summary.count")

    for count in (0, 1, 2, 3, 11, 100, 101):
        form = forms.get(texts.locale.plural_form(count), forms["other"])
        assert form.replace("{count}", texts.number(count)) == texts("summary.count", count=count)


def test_a_text_without_plural_has_one_form():
    assert load_texts("de").forms("tab.list") == {"other": "Liste"}
    with pytest.raises(KeyError):
        load_texts("de").forms("no.such_text")


# -- hostile


def test_whatever_a_text_holds_it_ends_no_element_and_arrives_as_it_is():
    material = hostile_material()

    page = document(material, make_content(material, today=DAY))

    assert page.count("<script") == 4 + len(LANGUAGES) - 1  # all but the first stand in a block of their own
    assert page.count("</script>") == page.count("<script")
    assert "\u2028" not in page.split('id="content">')[1].split("</script>")[0]
    titles = column(json_in(page, "content"), "title")
    assert titles[:3] == list(HOSTILE[:3])
    assert titles[3] == "liame x"
    assert titles[4] == HOSTILE[4]


def test_json_in_a_page_holds_no_sign_of_markup():
    text = to_json({"</script>": "<!-- & \u2028 \u2029 -->"})

    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"</script>": "<!-- & \u2028 \u2029 -->"}


@pytest.mark.parametrize("text", ["a = '</script>'", "/* </STYLE> */", "x = '<!--'"])
def test_a_script_that_would_end_its_element_is_refused(text):
    with pytest.raises(PublishError, match="must not stand"):
        inline("x.js", text)


# -- files


def test_the_folder_gets_the_page_and_what_may_lie_beside_it(tmp_path, tiny):
    content = make_content(tiny, today=DAY, is_installable=True)

    written = write_files(tiny, content, tmp_path / "new" / "folder")

    names = [path.name for path in written]
    assert names == [
        PAGE_NAME,
        "einbetten.html",
        "manifest.webmanifest",
        "worker.js",
        "icon.svg",
        PICTURE_NAME,
    ]
    manifest = json.loads(written[2].read_text(encoding="utf-8"))
    assert manifest["start_url"] == f"./{PAGE_NAME}"
    assert "Testkreis" in manifest["name"]
    worker = written[3].read_text(encoding="utf-8")
    assert content["meta"]["version"] in worker
    assert "{{" not in worker
    assert f'<iframe src="{PAGE_NAME}" title="Integrationskarte Testkreis"' in written[1].read_text()


def test_a_link_to_the_page_has_a_picture_of_the_district_and_its_languages(shipped, page):
    drawn = picture(shipped)
    served = replace(shipped, page_url="https://karte.example/karte")
    head = document(served, make_content(served, today=DAY)).partition("<style>")[0]

    assert len(drawn) <= 40_000
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert tuple(int.from_bytes(drawn[at : at + 4]) for at in (16, 20)) == (1200, 630)
    assert f'property="og:image" content="{PICTURE_NAME}"' in page  # a file does not know where it is
    assert "hreflang" not in page
    assert 'property="og:image" content="https://karte.example/karte.png"' in head
    assert re.findall(r'hreflang="([\w-]+)"', head) == [*(t.language for t in shipped.texts), "x-default"]
    assert 'href="https://karte.example/karte?lang=uk"' in head


def test_a_folder_that_cannot_be_made_is_named(tmp_path, tiny):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(PublishError, match="taken"):
        write_files(tiny, make_content(tiny, today=DAY), tmp_path / "taken")


def test_the_command_writes_the_page(tmp_path, prepared_var, monkeypatch, capsys):
    monkeypatch.setenv("KARTE_VAR", str(prepared_var))

    assert main(["publish", "--out", str(tmp_path)]) == 0

    assert json_in((tmp_path / PAGE_NAME).read_text(encoding="utf-8"), "content")["meta"]["is_installable"]
    assert PAGE_NAME in capsys.readouterr().err
