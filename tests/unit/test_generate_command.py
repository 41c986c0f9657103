"""`tradewind generate` and the Python face of the generator: files, compression, errors."""

import errno
import gzip
import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import typer
import zstandard
from typer.testing import CliRunner

import tradewind.flow
from tradewind.commands.generate import app
from tradewind.errors import OutputError, TradewindError
from tradewind.flow import STATE, Checkpoints, GeneratorConfig, GeneratorError, generate

SMALL = ["--symbols", "3", "--messages", "2000", "--seed", "7", "--quiet"]
runner = CliRunner()


def run(*arguments: str) -> str:
    result = runner.invoke(app, [*arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_prints_counts_by_type_bytes_and_the_hash_of_what_it_wrote(tmp_path: Path) -> None:
    file = tmp_path / "day.itch"
    lines = run(*SMALL, str(file)).splitlines()
    counts = {line[0]: int(line[1:].replace(",", "")) for line in lines[:-1]}
    assert sum(counts.values()) == 2000
    assert set(counts) == set("SRHYLVWKJhAFECXDUPQBINO")
    stream = file.read_bytes()
    assert lines[-1] == (
        f"{file}: 2,000 messages, {len(stream):,} bytes, sha256 {hashlib.sha256(stream).hexdigest()}"
    )


def test_json_output_is_one_object_with_the_same_facts(tmp_path: Path) -> None:
    file = tmp_path / "day.itch"
    summary = json.loads(run(*SMALL, "--json", str(file)))
    assert summary["messages"] == sum(summary["counts"].values()) == 2000
    assert summary["bytes"] == file.stat().st_size
    assert summary["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("suffix", "decompress"),
    [
        (".gz", gzip.decompress),
        (".zst", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    ],
)
def test_a_compressed_day_holds_the_same_stream_and_is_the_same_file_each_time(
    tmp_path: Path, suffix: str, decompress: "type[bytes]"
) -> None:
    config = GeneratorConfig(3, 2000, 7, 0)
    plain = generate(tmp_path / "plain.itch", config)
    packed = generate(tmp_path / f"day.itch{suffix}", config)
    assert packed.sha256 == plain.sha256
    data = (tmp_path / f"day.itch{suffix}").read_bytes()
    assert decompress(data) == (tmp_path / "plain.itch").read_bytes()
    assert len(data) < plain.bytes // 2
    generate(tmp_path / f"again.itch{suffix}", config)
    assert (tmp_path / f"again.itch{suffix}").read_bytes() == data


def test_checkpoints_are_written_only_when_asked_for_and_read_back(tmp_path: Path) -> None:
    run(*SMALL, str(tmp_path / "day.itch"))
    assert [path.name for path in tmp_path.iterdir()] == ["day.itch"]

    run(
        *SMALL,
        "--checkpoints",
        str(tmp_path / "true.npz"),
        "--checkpoint-count",
        "20",
        str(tmp_path / "day.itch"),
    )
    read = Checkpoints.load(tmp_path / "true.npz")
    direct = generate(tmp_path / "other.itch", GeneratorConfig(3, 2000, 7, 20)).checkpoints
    assert read.states.dtype == STATE
    assert read.states.shape == (20, 3)
    np.testing.assert_array_equal(read.messages, [i * 2000 // 21 for i in range(1, 21)])
    for name in ("messages", "digest", "live_orders", "states"):
        np.testing.assert_array_equal(getattr(read, name), getattr(direct, name))
    assert read.states["orders"].max() > 5


def test_progress_ends_at_the_bytes_written(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    day = generate(
        tmp_path / "day.itch", GeneratorConfig(3, 100_000, 7, 0), progress=lambda *call: calls.append(call)
    )
    assert len(calls) > 2
    assert calls == sorted(calls, key=lambda call: call[0])
    assert calls[-1] == (day.bytes, day.bytes)
    assert all(abs(total - day.bytes) < day.bytes // 10 for _, total in calls)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"symbols": 1}, "symbols is 1, must be between 2 and 60000"),
        ({"symbols": 60_001}, "symbols is 60001, must be between 2 and 60000"),
        ({"symbols": True}, "symbols is True, must be an integer between 2 and 60000"),
        ({"symbols": 10, "messages": 575}, "messages is 575, must be between 576 and 2000000000"),
        ({"messages": 1e6}, "messages is 1000000.0, must be an integer between 3456 and 2000000000"),
        ({"seed": -1}, "seed is -1, must be between 0 and 18446744073709551615"),
        ({"seed": 2**64}, "seed is 18446744073709551616, must be between 0 and 18446744073709551615"),
        ({"messages": 16_000, "live_orders": 1001}, "live_orders is 1001, must be between 0 and 1000"),
        ({"symbols": 4000, "checkpoints": 1001}, "checkpoints is 1001, must be between 0 and 1000"),
        (
            {"symbols": 2, "messages": 320, "checkpoints": 320},
            "checkpoints is 320, must be between 0 and 319",
        ),
    ],
)
def test_a_value_out_of_its_limits_is_refused_by_name(values: dict[str, int], text: str) -> None:
    with pytest.raises(GeneratorError) as error:
        GeneratorConfig(**values)
    assert str(error.value) == text


def test_the_command_refuses_the_same_values_before_it_touches_the_file(tmp_path: Path) -> None:
    with pytest.raises(TradewindError, match="symbols is 1, must be between 2 and 60000"):
        run("--symbols", "1", "--quiet", str(tmp_path / "day.itch"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--symbols", "1"], "--symbols is 1, must be between 2 and 60000"),
        (
            ["--messages", "1000", "--symbols", "5", "--checkpoint-count", "1000"],
            "--checkpoint-count is 1000, must be between 0 and 999",
        ),
        (["--checkpoint-count", "-1"], "--checkpoint-count is -1, must be between 0 and 40000"),
        (
            ["--messages", "16000", "--symbols", "5", "--live-orders", "1001"],
            "--live-orders is 1001, must be between 0 and 1000",
        ),
        (["--seed", "-1"], "--seed is -1, must be between 0 and 18446744073709551615"),
    ],
)
def test_the_command_names_the_option_of_a_value_out_of_its_limits(
    tmp_path: Path, words: list[str], text: str
) -> None:
    with pytest.raises(GeneratorError, match=f"^{text}$"):
        run(*words, "--checkpoints", str(tmp_path / "c.npz"), "--quiet", str(tmp_path / "day.itch"))
    assert not list(tmp_path.iterdir())


def test_a_small_day_has_as_many_checkpoints_as_it_can_unless_a_number_is_asked_for(tmp_path: Path) -> None:
    for messages, count in (("1000", 999), ("3000", 1000)):
        run(
            "--messages",
            messages,
            "--symbols",
            "5",
            "--checkpoints",
            f"{tmp_path}/c.npz",
            f"{tmp_path}/day.itch",
        )
        assert len(Checkpoints.load(tmp_path / "c.npz").messages) == count


def test_a_checkpoint_count_without_a_file_for_them_is_a_usage_error(tmp_path: Path) -> None:
    result = runner.invoke(app, [*SMALL, "--checkpoint-count", "5", str(tmp_path / "day.itch")])
    assert result.exit_code == 2
    assert "--checkpoint-count" in result.output
    assert "no file for them in --checkpoints" in " ".join(result.output.replace("│", " ").split())
    assert not list(tmp_path.iterdir())


def test_a_word_for_a_number_is_a_usage_error(tmp_path: Path) -> None:
    result = runner.invoke(app, ["--messages", "many", str(tmp_path / "day.itch")])
    assert result.exit_code == 2
    assert "Invalid value for '--messages'" in result.output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        OutputError, match=r"absent/day\.itch: cannot be written: there is no folder .*/absent$"
    ):
        generate(tmp_path / "absent" / "day.itch", GeneratorConfig(3, 2000, 7, 0))


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"file/day\.itch: cannot be written: Not a directory"):
        generate(tmp_path / "file" / "day.itch", GeneratorConfig(3, 2000, 7, 0))


def test_a_directory_is_no_output_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a directory, expected the name of a file to write"):
        generate(tmp_path, GeneratorConfig(3, 2000, 7, 0))


def test_an_interrupted_day_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "day.itch"
    file.write_bytes(b"old")

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(file, GeneratorConfig(3, 2000, 7, 0), progress=interrupt)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_one_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    def fill(_done: int, _total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        generate(tmp_path / "day.itch", GeneratorConfig(3, 2000, 7, 0), progress=fill)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("other", ["day.itch", "./day.itch", "link"])
def test_a_day_and_its_checkpoints_cannot_have_one_name(tmp_path: Path, other: str) -> None:
    file = tmp_path / "day.itch"
    file.write_bytes(b"old")
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(OutputError, match="is to be both the day and its checkpoints, expected two names"):
        run(*SMALL, "--checkpoints", f"{tmp_path}/{other}", str(file))
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("day", "table", "text"),
    [
        ("day.itch", ".", "is a directory"),
        ("day.itch", "absent/c.npz", "there is no folder"),
        (".", "c.npz", "is a directory"),
        ("absent/day.itch", "c.npz", "there is no folder"),
    ],
)
def test_of_two_outputs_neither_is_left_when_one_cannot_be_written(
    tmp_path: Path, day: str, table: str, text: str
) -> None:
    bytes_done: list[int] = []
    with pytest.raises(OutputError, match=text):
        generate(
            tmp_path / day,
            GeneratorConfig(3, 2000, 7, 20),
            checkpoints=tmp_path / table,
            progress=lambda done, _: bytes_done.append(done),
        )
    assert not list(tmp_path.iterdir())
    assert bytes_done == [], "refused before the work"


def test_checkpoints_that_cannot_be_finished_are_named_and_leave_no_day(tmp_path: Path) -> None:
    fifo = tmp_path / "c.npz"
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: fifo.open("rb").close(), daemon=True)
    reader.start()
    with pytest.raises(OutputError, match=r"c\.npz: cannot be written: Broken pipe"):
        generate(
            tmp_path / "day.itch",
            GeneratorConfig(50, 100_000, 7, 1000),
            checkpoints=fifo,
            progress=lambda *_: reader.join(10),
        )
    assert list(tmp_path.iterdir()) == [fifo]


def _tradewind(*words: str) -> list[str]:
    return [sys.executable, "-c", "from tradewind.cli import main; main()", *words]


def test_a_day_written_to_standard_output_is_the_same_and_can_be_replayed_from_there(tmp_path: Path) -> None:
    wanted = [*SMALL, "--live-orders", "100"]
    file = tmp_path / "day.itch"
    run(*wanted, str(file))
    made = subprocess.run(_tradewind("generate", "-", *wanted), capture_output=True, check=True)
    assert made.stdout == file.read_bytes()
    assert b"-: 2,000 messages" in made.stderr
    by_name = subprocess.run(_tradewind("generate", "/dev/stdout", *wanted), capture_output=True, check=True)
    assert (by_name.stdout, by_name.stderr) == (made.stdout, made.stderr)
    read = subprocess.run(
        _tradewind("replay", "-", "--json", "--quiet"), input=made.stdout, capture_output=True, check=True
    )
    replayed = json.loads(read.stdout)
    assert replayed["messages"] == 2000
    assert replayed["live_orders"] == 0
    assert not any(replayed["integrity"].values())


def test_a_reader_that_goes_away_is_one_clear_error() -> None:
    words = _tradewind("generate", "-", "--messages", "100000", "--quiet")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as made:
        assert made.stdout is not None
        assert made.stderr is not None
        made.stdout.read(1)
        made.stdout.close()
        said = made.stderr.read().decode()
    assert made.returncode == 1
    assert said == "tradewind: error: standard output: cannot be written: Broken pipe\n"


def test_wanted_live_orders_are_there_when_most_are(tmp_path: Path) -> None:
    day = generate(tmp_path / "day.itch", GeneratorConfig(50, 200_000, 3, 40, live_orders=6_000))
    live = day.checkpoints.live_orders
    assert int(live.max()) == pytest.approx(6_000, rel=0.1)
    assert int(live.argmax()) == pytest.approx(20, abs=4)


def test_the_command_has_no_second_word() -> None:
    assert isinstance(typer.main.get_command(app), typer.core.TyperCommand)


def test_the_command_module_imports_nothing_heavy() -> None:
    script = (
        "import sys, tradewind.commands.generate;"
        "print([m for m in ('numpy', 'tradewind._core', 'zstandard', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_module_imports_no_compressor_until_it_is_needed() -> None:
    assert tradewind.flow.__file__ is not None
    script = "import sys, tradewind.flow; print('zstandard' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
