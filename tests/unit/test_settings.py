"""Settings come from the environment, are checked at start, and an error names what to change."""

from pathlib import Path

import pytest

from tradewind.errors import SettingsError
from tradewind.settings import CoreSettings, load


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(f"TRADEWIND_{name}", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)


def test_data_lives_in_the_users_share_folder_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert load(CoreSettings).data_dir == Path("/home/somebody/.local/share/tradewind")


def test_xdg_data_home_moves_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert load(CoreSettings).data_dir == Path("/elsewhere/tradewind")


def test_the_database_is_a_file_in_the_data_folder_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_DATA_DIR", "/data")
    assert load(CoreSettings).resolved_database_url() == "sqlite:////data/tradewind.db"
    monkeypatch.setenv("TRADEWIND_DATABASE_URL", "postgresql://u:p@h/d")
    assert load(CoreSettings).resolved_database_url() == "postgresql://u:p@h/d"


def test_a_relative_or_home_folder_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(CoreSettings, data_dir="here").data_dir == tmp_path / "here"
    assert load(CoreSettings, data_dir="~/there").data_dir == tmp_path / "there"


def test_given_values_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_LOG_LEVEL", "DEBUG")
    assert load(CoreSettings).log_level == "debug"
    assert load(CoreSettings, log_level="error").log_level == "error"


def test_a_wrong_value_names_variable_field_choices_and_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_LOG_LEVEL", "loud")
    monkeypatch.setenv("TRADEWIND_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as caught:
        load(CoreSettings)
    level, form = str(caught.value).split("; ")
    assert level.startswith("setting TRADEWIND_LOG_LEVEL (field log_level): Input should be 'debug'")
    assert level.endswith("found 'loud'")
    assert "TRADEWIND_LOG_FORMAT (field log_format)" in form


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "not a url with secret"])
def test_an_unusable_database_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(
        SettingsError, match=r"TRADEWIND_DATABASE_URL \(field database_url\): expected sqlite"
    ) as caught:
        load(CoreSettings, database_url=url)
    assert "secret" not in str(caught.value)


def test_the_database_url_does_not_appear_in_a_print_of_the_settings() -> None:
    settings = load(CoreSettings, database_url="postgresql://u:secret@h/d")
    assert "secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_settings_do_not_change_after_start() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(CoreSettings).log_level = "debug"
