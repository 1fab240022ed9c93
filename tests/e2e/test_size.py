"""Ten thousand pages: loaded, known again, and without a quadratic step."""

import os
import subprocess

import pytest
from client import gemini
from server import BINARY

PAGES = 10000


def make(folder, pages):
    """Pages of two questions, all in one folder."""
    folder.mkdir()
    for i in range(pages):
        (folder / f"page-{i:05}.qa").write_text(
            f"Title: Page {i}\n\n-\nWhat is on page {i}?\nThis and that, "
            f"number {i}.\n-\nWhat else?\nSee [the next](page-{i + 1:05}).\n")


def seconds_of(*args):
    """What the program needs of the processor; a busy machine adds little."""
    process = subprocess.Popen([BINARY, *map(str, args)],
                               stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0
    return used.ru_utime


@pytest.mark.parametrize("args", [
    ("check", "--lint"), ("ids", "--capsule")], ids=["check", "ids"])
def test_four_times_the_pages_cost_four_times_the_work(tmp_path, args):
    make(tmp_path / "few", PAGES // 8)
    make(tmp_path / "many", PAGES // 2)
    command, flag = args

    def cost(name):
        folder = tmp_path / name
        more = (folder, folder) if flag == "--capsule" else (folder,)
        return min(seconds_of(command, flag, *more) for _ in range(2))

    # a quadratic step would make it sixteen times
    assert cost("many") < 8 * cost("few")


def test_ten_thousand_pages_are_served_and_moved(start, tmp_path):
    folder = tmp_path / "capsule"
    folder.mkdir()
    make(folder / "a", PAGES)
    state = ("--state", tmp_path / "state")
    one = start(capsule=folder, workers=1, args=state)
    assert f"{PAGES} pages, {2 * PAGES} questions" in one.output
    one.stop()
    ledger = tmp_path / "state" / "localhost.ledger"
    first = ledger.read_bytes()
    assert first.count(b"\nid\t") == 2 * PAGES
    # all of them move at once
    (folder / "a").rename(folder / "b")
    one = start(capsule=folder, workers=1, args=state)
    for page in ("00000", "05000", "09999"):
        for what in ("", "what-else"):
            reply = gemini(one.gemini, b"gemini://localhost:%d/a/page-%s/%s"
                           b"\r\n" % (one.gemini, page.encode(),
                                      what.encode()))
            assert reply.header == f"31 /b/page-{page}/{what}"
