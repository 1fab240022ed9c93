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
    for name, content in {
            "notes/a b.txt": "A blank in the name.\n",
            "notes/two words.txt": "two\n", "notes/a+b.txt": "a+b\n",
            "notes/100%.txt": "100%\n", "notes/x%41.txt": "x%41\n",
            "notes/~me.txt": "me\n", "notes/caf\u00e9.txt": "caf\n",
            "a:b/c.txt": "colon\n", ".git/config": "secret\n"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
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


def pytest_report_collectionfinish(items):
    """How many rules of the two protocols are tested by name: a case that is
    sent in several ways is one, and so is one of several tests."""
    def name_of(item):
        params = dict(item.callspec.params if hasattr(item, "callspec")
                      else {})
        params.pop("way", None)
        name = params.pop("case", item.originalname)
        return item.path.name, name, repr(sorted(params.items()))

    names = {name_of(item) for item in items
             if item.path.name.startswith(("test_gemini", "test_gopher"))}
    return f"cases of the protocols: {len(names)}"
