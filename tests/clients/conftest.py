"""A capsule with all that a client may find difficult, served for all tests."""

import shutil
import struct
import zlib
from pathlib import Path

import pytest
from pki import Identity  # these two are of the end-to-end tests
from server import Server

SOURCE = Path(__file__).resolve().parents[2]

FERRY = """Title: Ferries of the harbour
Slug: ferries
Was: boats

-
Id: leave
When does the ferry leave?
At nine. The [timetable](/timetable.gmi) has the islands.
-
Id: winter
Was: why-closed
Why is the harbour closed in winter, and is there another way to reach the islands?
Because of the ice: {long}
-
Id: korean
배는 언제 출발하나요?
아침 아홉 시에 출발합니다. 朝九時に出ます。
"""

TIMETABLE = """# Timetable

Verse has
short lines.

=> /ferries/ The ferries
=> /lamp.png The lamp
```a table
nine   Oster
eleven Wester
```
"""


PLAN = """Title: Plans
-
Id: boat
What is planned?
A second boat.
-
Id: when
When?
Next year.
"""
ZONE = "/drafts/plan/boat"

CONF = """
host "localhost" {{
    capsule = "{capsule}"
    client-certificates "/drafts/" {{ fingerprints = {{ "{friend}" }} }}
}}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
"""

LAMP = 200, 60, 20  # its colour, which nothing else has


def png(width=60, height=40):
    """A picture that is all lamp."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(
            ">I", zlib.crc32(name + data))
    rows = (b"\0" + bytes(LAMP) * width) * height
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR",
                    struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@pytest.fixture(scope="session")
def people(tmp_path_factory):
    return tmp_path_factory.mktemp("people")


@pytest.fixture(scope="session")
def friend(people):
    return Identity(people, "friend")


@pytest.fixture(scope="session")
def stranger(people):
    return Identity(people, "stranger")


@pytest.fixture(scope="session")
def server(tmp_path_factory, friend):
    folder = tmp_path_factory.mktemp("capsule")
    (folder / "index.gmi").write_text("# Harbour office\n\nAsk us.\n")
    (folder / "ferries.qa").write_text(
        FERRY.format(long="a long line of words " * 20))
    (folder / "timetable.gmi").write_text(TIMETABLE)
    (folder / "lamp.png").write_bytes(png())
    (folder / "drafts").mkdir()
    (folder / "drafts" / "plan.qa").write_text(PLAN)
    for file in (SOURCE / "capsule").glob("*.txt"):
        shutil.copyfile(file, folder / file.name)
    conf = folder.parent / "qapsule.conf"
    conf.write_text(CONF.format(capsule=folder, friend=friend.digest))
    running = Server(tmp_path_factory.mktemp("server"), conf=conf)
    yield running
    running.stop()


def needs(*programs):
    """A mark that skips tests of what is not installed."""
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing),
                              reason=f"no {', '.join(missing)} here")
