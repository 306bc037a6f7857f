"""What the app reads at its start, and again when something has changed."""

from pathlib import Path

from geo.settings import load_settings
from geo.upkeep.opening import taxonomy_of
from tests.district_kit import environment, make_district


def test_files_that_hold_the_same_give_the_same_taxonomy_and_a_changed_one_is_read_anew(
    tmp_path: Path,
) -> None:
    settings = load_settings(environment(make_district(tmp_path), tmp_path / "var"))
    file = settings.district.file("taxonomy")
    before = taxonomy_of(settings)
    file.touch()
    again = taxonomy_of(settings)

    file.write_text(file.read_text(encoding="utf-8").replace("Kurse", "Lehrgänge"), encoding="utf-8")

    assert again is before
    assert before.topics["courses"].labels["de"] == "Kurse"
    assert taxonomy_of(settings).topics["courses"].labels["de"] == "Lehrgänge"
