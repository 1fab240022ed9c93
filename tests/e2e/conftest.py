"""What all end-to-end tests share: the server, and their results as TAP."""

import os
import shutil
from pathlib import Path

import pytest
from server import Server

ROOT = Path(__file__).resolve().parents[2]  # read only in a distcheck
SEED = "North-Korea-rejects-dialogue.txt"


@pytest.fixture(scope="session")
def capsule(tmp_path_factory):
    """The default capsule with a few files beside it, as an author may have."""
    folder = tmp_path_factory.mktemp("capsule")
    for file in (ROOT / "capsule").iterdir():
        shutil.copyfile(file, folder / file.name)
    (folder / "notes").mkdir()
    (folder / "notes" / "plain.txt").write_text("One.\n.\n..\nLast, no end")
    (folder / "notes" / "a b.txt").write_text("A blank in the name.\n")
    (folder / "picture.png").write_bytes(bytes(range(256)) * 300)
    (folder / ".hidden").write_text("Nobody may read this.\n")
    (folder.parent / "outside.txt").write_text("Nor this.\n")
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory, capsule):
    """One server for all tests that leave it as they found it."""
    running = Server(tmp_path_factory.mktemp("server"), capsule=capsule)
    yield running
    running.stop()


@pytest.fixture
def start(tmp_path, capsule):
    """Starts servers of a test's own; those still up at its end must stop."""
    started = []

    def start_one(**kwargs):
        if "conf" not in kwargs:
            kwargs.setdefault("capsule", capsule)
        one = Server(tmp_path / f"server{len(started)}", **kwargs)
        started.append(one)
        return one

    yield start_one
    for one in started:
        if one.alive():
            one.stop()


class Tap:
    """One TAP line a test, on the descriptor that TAP_FD names."""

    def __init__(self, out):
        self.out = out
        self.count = 0
        self.failed = False
        self.skipped = None

    def line(self, text):
        print(text, file=self.out, flush=True)

    def pytest_collection_finish(self, session):
        self.line(f"1..{len(session.items)}")

    def pytest_runtest_logreport(self, report):
        """Told of set-up, call and tear-down: any of them can fail a test."""
        self.failed |= report.failed
        if report.skipped:
            self.skipped = report.longrepr[2].removeprefix("Skipped: ")
        if report.when != "teardown":
            return
        self.count += 1
        name = report.nodeid.replace("#", "")
        why = f" # SKIP {self.skipped}" if self.skipped else ""
        self.line(f"{'not ok' if self.failed else 'ok'} {self.count}"
                  f" - {name}{why}")
        self.failed, self.skipped = False, None


def pytest_configure(config):
    if "TAP_FD" in os.environ:
        out = os.fdopen(int(os.environ["TAP_FD"]), "w")
        config.pluginmanager.register(Tap(out))
