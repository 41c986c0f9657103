"""Files that commands write: whole or not at all, links followed, what is no regular file never replaced."""

import os
import re
import socket
import stat
import threading
from pathlib import Path

import pytest

from support.sample_run import sample_run
from tradewind.errors import OutputError
from tradewind.flow import GeneratorConfig, generate
from tradewind.oms.report_file import write_report
from tradewind.outputs import writing
from tradewind.strategy.report import render


def _put(path: Path, data: bytes = b"new") -> None:
    with writing(path) as file:
        file.write(data)


def _make_fifo(path: Path) -> tuple[threading.Thread, list[bytes]]:
    """Make a FIFO, and a reader of it that waits for the first writer and reads to its end."""
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    return reader, read


def test_a_file_is_made_or_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for data in (b"first", b"second"):
        _put(tmp_path / "x", data)
        assert (tmp_path / "x").read_bytes() == data
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    _put(tmp_path / "x", b"old")

    def interrupted() -> None:
        with writing(tmp_path / "x") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "x").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for link, target in (("a", "there/old"), ("b", "there/absent"), ("c", "a")):
        (tmp_path / link).symlink_to(target)
    (tmp_path / "there" / "old").write_bytes(b"old")
    for link, target in (("a", "old"), ("b", "absent"), ("c", "old")):
        _put(tmp_path / link, link.encode())
        assert (tmp_path / link).is_symlink()
        assert not (tmp_path / "there" / target).is_symlink()
        assert (tmp_path / "there" / target).read_bytes() == link.encode()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "absent", "b", "c", "old", "there"]


def test_a_fifo_takes_the_bytes_and_stays_also_behind_a_link(tmp_path: Path) -> None:
    fifo, link = tmp_path / "fifo", tmp_path / "link"
    link.symlink_to(fifo)
    for path in (fifo, link):
        reader, read = _make_fifo(fifo)
        _put(path)
        reader.join(10)
        assert read == [b"new"]
        assert stat.S_ISFIFO(fifo.stat().st_mode)
        fifo.unlink()
    assert link.is_symlink()


def test_a_socket_and_a_folder_are_refused_as_what_they_are(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(
            OutputError, match=re.escape(f"{tmp_path}/s: is a socket, expected the name of a file")
        ):
            _put(tmp_path / "s")
    assert stat.S_ISSOCK((tmp_path / "s").stat().st_mode)
    with pytest.raises(OutputError, match=re.escape(f"{tmp_path}: is a directory, expected the name of")):
        _put(tmp_path)


def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone" / "y")
    for name, folder in (("absent/x", "absent"), ("link", "gone")):
        text = f"{tmp_path / name}: cannot be written: there is no folder {tmp_path / folder}"
        with pytest.raises(OutputError, match=f"^{re.escape(text)}$"):
            _put(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OutputError, match="cannot be written: Too many levels of symbolic links"):
        _put(tmp_path / "a")


def test_a_generated_day_and_a_report_go_into_a_fifo_and_through_a_link(tmp_path: Path) -> None:
    config, run = GeneratorConfig(3, 2000, 7, 0), sample_run(orders=3, samples=3)
    generate(tmp_path / "day", config)
    day, page = (tmp_path / "day").read_bytes(), render(run).encode()
    writers = (
        (lambda path: generate(path, config), day),
        (lambda path: write_report(run, path), page),
    )
    for write, wanted in writers:
        fifo, link, target = tmp_path / "fifo", tmp_path / "link", tmp_path / "target"
        reader, read = _make_fifo(fifo)
        write(fifo)
        reader.join(10)
        assert read == [wanted]
        assert stat.S_ISFIFO(fifo.stat().st_mode)
        fifo.unlink()
        target.write_bytes(b"old")
        link.symlink_to(target)
        write(link)
        assert link.is_symlink()
        assert target.read_bytes() == wanted
        link.unlink()
