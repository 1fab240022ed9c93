"""A capsule with all that a client may find difficult, served for all tests."""

import shutil
import struct
import zlib
from pathlib import Path

import pytest
from server import Server  # of the end-to-end tests

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


def png():
    """Two pixels, black and white."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(
            ">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0\xff")) + chunk(b"IEND", b""))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("capsule")
    (folder / "index.gmi").write_text("# Harbour office\n\nAsk us.\n")
    (folder / "ferries.qa").write_text(
        FERRY.format(long="a long line of words " * 20))
    (folder / "timetable.gmi").write_text(TIMETABLE)
    (folder / "lamp.png").write_bytes(png())
    for file in (SOURCE / "capsule").glob("*.txt"):
        shutil.copyfile(file, folder / file.name)
    running = Server(tmp_path_factory.mktemp("server"), capsule=folder)
    yield running
    running.stop()


def needs(*programs):
    """A mark that skips tests of what is not installed."""
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing),
                              reason=f"no {', '.join(missing)} here")
