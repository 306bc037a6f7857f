"""The browser's modules become one script without losing or mixing anything."""

import pytest

from geo.errors import PublishError
from geo.publish.bundle import bundle


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_a_module_stands_before_those_that_import_it_and_only_once(tmp_path):
    entry = write(
        tmp_path,
        main='import { a } from "./one.js";\nimport { b } from "./two.js";\na(b);\n',
        one='import { b } from "./two.js";\nexport function a() { return b; }\n',
        two="export const b = 1;\n",
    )

    script = bundle(entry)

    assert script.startswith('"use strict";\n')
    places = [script.index(f"const module_{name} =") for name in ("two", "one", "main")]
    assert places == sorted(places)
    assert script.count("const module_two =") == 1
    assert "import" not in script
    assert "export" not in script
    assert "return { a };" in script


def test_margins_and_empty_lines_stay_behind_and_texts_are_kept(tmp_path):
    entry = write(tmp_path, main="function f() {\n\n  return `  a  b`;\n}\nf();\n")

    script = bundle(entry)

    assert "{\nreturn `  a  b`;\n}\nf();\n" in script


def test_a_text_over_several_lines_is_refused_for_it_would_lose_its_margins(tmp_path):
    entry = write(tmp_path, main="const a = `x` + `one\n  two`;\n")

    with pytest.raises(PublishError, match=r"main\.js: this form is not understood: const a = `x` \+ `one"):
        bundle(entry)


def test_a_name_that_a_module_does_not_give_is_refused(tmp_path):
    entry = write(tmp_path, main='import { a, b } from "./one.js";\na(b);\n', one="export const a = 1;\n")

    with pytest.raises(PublishError, match=r"main\.js: one\.js does not export b"):
        bundle(entry)


def test_names_of_two_modules_cannot_collide(tmp_path):
    entry = write(
        tmp_path,
        main='import { a } from "./one.js";\nconst LIMIT = 2;\na(LIMIT);\n',
        one="const LIMIT = 1;\nexport function a() { return LIMIT; }\n",
    )

    script = bundle(entry)

    one, main = script.split("const module_main")
    assert "const LIMIT = 1;" in one
    assert "const LIMIT = 2;" in main


def test_comments_on_lines_of_their_own_are_left_out_and_code_beside_them_is_kept(tmp_path):
    entry = write(
        tmp_path,
        main=(
            "// first\n/**\n * @param {string} a\n */\nfunction f(a) {\n  // why\n  return 'a // b';\n}\n"
            "/** @type {X} */ (f)('/* c */');\n/** last */\nf();\n"
        ),
    )

    script = bundle(entry)

    assert "@param" not in script
    assert "why" not in script
    assert "return 'a // b';" in script
    assert "/** @type {X} */ (f)('/* c */');" in script
    assert "f();" in script


def test_imports_over_several_lines_are_understood(tmp_path):
    entry = write(
        tmp_path,
        main='import {\n  a,\n  b,\n} from "./one.js";\na(b);\n',
        one="export class a {}\nexport async function b() {}\n",
    )

    assert "const { a, b } = module_one;" in bundle(entry)


@pytest.mark.parametrize(
    "text",
    [
        'import a from "./one.js";\n',
        'import * as all from "./one.js";\n',
        'import { a } from "https://example.org/a.js";\n',
        "export default function a() {}\n",
        "export { a };\n",
        'export * from "./one.js";\n',
    ],
)
def test_what_is_not_understood_is_refused_not_guessed(tmp_path, text):
    entry = write(tmp_path, main=text, one="export const a = 1;\n")

    with pytest.raises(PublishError, match=r"main\.js"):
        bundle(entry)


def test_a_circle_is_named(tmp_path):
    entry = write(
        tmp_path,
        main='import { a } from "./one.js";\na();\n',
        one='import { b } from "./two.js";\nexport const a = b;\n',
        two='import { a } from "./one.js";\nexport const b = a;\n',
    )

    with pytest.raises(PublishError, match=r"main\.js → one\.js → two\.js → one\.js"):
        bundle(entry)


def test_a_missing_module_is_named(tmp_path):
    entry = write(tmp_path, main='import { a } from "./none.js";\na();\n')

    with pytest.raises(PublishError, match=r"none\.js"):
        bundle(entry)


def test_the_app_s_map_takes_modules_of_the_page_from_their_folder(tmp_path):
    (tmp_path / "publish").mkdir()
    write(
        tmp_path / "publish",
        one='import { b } from "./two.js";\nexport const a = b;\n',
        two="export const b = 1;\n",
    )
    entry = write(tmp_path, main='import { a } from "./publish/one.js";\nwindow.a = a;\n')

    script = bundle(entry)

    assert (
        script.index("const module_two =")
        < script.index("const module_one =")
        < script.index("window.a = a;")
    )
    assert "const { a } = module_one;" in script
