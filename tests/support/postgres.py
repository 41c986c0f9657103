"""A real PostgreSQL that the suite starts itself: one server for the whole run, one database for each test.

The binaries come from PATH or from Debian's versioned folder. With pytest-xdist the controller starts the server and
hands its address to the workers.
"""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

try:
    import psycopg
    from psycopg import sql
except ModuleNotFoundError:  # the driver is an extra; `binaries` then finds nothing to use
    psycopg = None  # type: ignore[assignment]

URL_KEY = "tradewind_postgres_url"
START_SECONDS = 20
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the folder that is removed with it."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Address of the administrator's database."""
        return f"postgresql://tester@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """Shut down fast and remove all data."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def binaries() -> Path | None:
    """Return the folder that holds initdb and postgres, newest version first; None when there is none to use."""
    if psycopg is None:
        return None
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    versioned = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(versioned, key=lambda path: float(path.parent.name), reverse=True)
    return next(
        (path for path in folders if (path / "initdb").exists() and (path / "postgres").exists()), None
    )


def start(programs: Path) -> Server:
    """Make a cluster in a private folder and start a server on a free port of the loopback interface."""
    # Not below root's home: the server's user must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="tradewind-postgres-", dir="/tmp"))
    data, log = folder / "data", folder / "log"
    account = _unprivileged()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "tester",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C",
    ]
    made = _spawn(initdb, account, folder, log)
    if made.wait() != 0:
        raise RuntimeError(f"initdb failed:\n{log.read_text()}")
    port = _free_port()
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    options |= {"synchronous_commit": "off", "full_page_writes": "off"}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    server = Server(_spawn([programs / "postgres", "-D", data, *flags], account, folder, log), folder, port)
    try:
        _wait(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def create_database(admin_url: str) -> str:
    """Make an empty database and return its URL."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return admin_url.removesuffix("postgres") + name


def drop_database(admin_url: str, url: str) -> None:
    """Remove a database, whoever is connected to it."""
    name = url.rpartition("/")[2]
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of the administrator's database; the test is skipped where PostgreSQL is not installed."""
    handed_over = getattr(request.config, "workerinput", {}).get(URL_KEY)
    if handed_over:
        yield handed_over
        return
    programs = binaries()
    if programs is None:
        driver = (
            "the driver (extra postgres)"
            if psycopg is None
            else "initdb and postgres (PATH, /usr/lib/postgresql)"
        )
        pytest.skip(f"PostgreSQL is not installed: no {driver}")
    server = start(programs)
    yield server.url
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of this test's own."""
    url = create_database(postgres_server)
    yield url
    drop_database(postgres_server, url)


_shared: list[Server] = []


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start one server in the controller of pytest-xdist instead of one per worker."""
    programs = binaries()
    if not _shared and programs is not None:
        _shared.append(start(programs))
    if _shared:
        node.workerinput[URL_KEY] = _shared[0].url


def pytest_unconfigure() -> None:
    """Stop the controller's server."""
    while _shared:
        _shared.pop().stop()


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: lend it another account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no account to run PostgreSQL under: neither postgres nor nobody exists")


def _spawn(
    command: list[object], account: pwd.struct_passwd | None, folder: Path, log: Path
) -> subprocess.Popen[bytes]:
    words = [str(word) for word in command]
    with log.open("ab") as output:
        if account is None:
            return subprocess.Popen(words, stdout=output, stderr=output, cwd=folder)
        return subprocess.Popen(
            words,
            stdout=output,
            stderr=output,
            cwd=folder,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url).close()
            return
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.02)
