"""What all end-to-end tests share: the server and its capsule."""

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
