"""Vocabularies: a complete file becomes a taxonomy, a broken one says where."""

import pytest

from geo.district.taxonomy import load_taxonomy
from geo.errors import DataError

GROUP = '[[groups]]\nid = "learning"\ncolor = "#D55E00"\nicon = "school"\nlabels = { de = "Lernen", en = "Learning" }\n'
TOPIC = (
    '[[topics]]\nid = "language"\ngroup = "learning"\nicon = "translate"\n'
    'labels = { de = "Sprache", en = "Language" }\nsynonyms = { de = ["Deutschkurs", "Sprachkurs"] }\n'
)
TARGET = '[[target_groups]]\nid = "women"\nicon = "woman"\nlabels = { de = "Frauen", en = "Women" }\nsynonyms = {}\n'


def load(tmp_path, text, *, languages=("de", "en")):
    path = tmp_path / "taxonomy.toml"
    path.write_text(text, encoding="utf-8")
    return load_taxonomy(path, languages=languages)


def test_a_topic_knows_its_labels_synonyms_and_colour(tmp_path):
    taxonomy = load(tmp_path, GROUP + TOPIC + TARGET)

    assert taxonomy.topics["language"].labels == {"de": "Sprache", "en": "Language"}
    assert taxonomy.topics["language"].synonyms == {"de": ("Deutschkurs", "Sprachkurs")}
    assert taxonomy.group_of("language").color == "#D55E00"
    assert list(taxonomy.target_groups) == ["women"]


@pytest.mark.parametrize(
    ("text", "column", "expectation"),
    [
        (GROUP + TOPIC.replace('"learning"', '"sports"') + TARGET, "topics.group", "one of: learning"),
        (
            GROUP + TOPIC + TARGET.replace(', en = "Women"', ""),
            "target_groups.labels.en",
            "a label in this language",
        ),
        (GROUP + TOPIC.replace('"Language"', '" "') + TARGET, "topics.labels.en", "a label in this language"),
        (GROUP + TOPIC + TOPIC + TARGET, "topics.id", "stands twice"),
        (GROUP.replace("#D55E00", "orange") + TOPIC + TARGET, "groups.color", "a colour like #0072B2"),
        (GROUP + TOPIC.replace('id = "language"', 'id = "Sprache!"') + TARGET, "topics.id", "small letters"),
        (GROUP + TOPIC.replace('icon = "translate"\n', "") + TARGET, "topics.icon", "must not be missing"),
        (
            GROUP + TOPIC.replace('["Deutschkurs", "Sprachkurs"]', '"Kurs"') + TARGET,
            "topics.synonyms.de",
            "a list",
        ),
        (GROUP + TOPIC, "target_groups", "at least one entry"),
        ("topics = 3\n" + GROUP + TARGET, "topics", "a table of fields"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path, text, column, expectation):
    with pytest.raises(DataError) as error:
        load(tmp_path, text)

    problem = error.value.problems[0]
    assert (problem.file, problem.column) == ("taxonomy.toml", column)
    assert expectation in problem.expectation


def test_a_missing_language_of_the_district_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"labels\.ar"):
        load(tmp_path, GROUP + TOPIC + TARGET, languages=("de", "ar"))


@pytest.mark.parametrize("raw", [b"[[topics", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path, raw):
    path = tmp_path / "taxonomy.toml"
    path.write_bytes(raw)

    with pytest.raises(DataError, match=r"taxonomy\.toml"):
        load_taxonomy(path)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(DataError, match=r"gone\.toml"):
        load_taxonomy(tmp_path / "gone.toml")
