"""Every process of the server under valgrind, from its start over a reload to
its end: no error, and nothing that nobody holds any more."""

import shutil
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
import server as e2e
from client import Tls, connect, gemini, gopher, menu, reset
from server import wait_for

VALGRIND = """#!/bin/sh
exec valgrind --leak-check=full --errors-for-leak-kinds=definite,indirect \\
    --show-leak-kinds=definite,indirect --log-file={logs}/%p {binary} "$@"
"""


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """The folder of its findings, a file a process."""
    if shutil.which("valgrind") is None:
        pytest.skip("no valgrind")
    binary = Path(e2e.BINARY).resolve()
    if b"__asan_init" in binary.read_bytes():
        pytest.skip("the address sanitizer does the same")
    folder = tmp_path / "valgrind"
    folder.mkdir()
    script = tmp_path / "qapsule"
    script.write_text(VALGRIND.format(logs=folder, binary=binary))
    script.chmod(0o755)
    if subprocess.run([script, "--version"], capture_output=True,
                      check=False).returncode != 0:
        # clang's DWARF 5, which valgrind up to 3.19 gives up on
        pytest.skip("valgrind cannot read this compiler's debug information")
    for log in folder.iterdir():
        log.unlink()
    monkeypatch.setattr(e2e, "BINARY", str(script))
    return folder


def visit(one):
    """Answers, mistakes and peers that go away, of every kind."""
    url = b"gemini://localhost:%d" % one.gemini
    for path, status in [(b"/", "20"), (b"/picture.png", "20"),
                         (b"/search?server", "20"), (b"/search", "10"),
                         (b"/qapsule", "31"), (b"/nothing", "51"),
                         (b"/../..", "59")]:
        assert gemini(one.gemini, url + path + b"\r\n").status == status
    for selector in [b"", b"/qapsule/", b"/qapsule/all", b"/picture.png",
                     b"/search\tserver", b"/nothing", b"GET / HTTP/1.0"]:
        assert gopher(one.gopher, selector + b"\r\n").raw
    with Tls(one.gemini) as client:
        assert client.handshake()
        client.send(url)
        reset(client.sock)
    gopher(one.gemini, b"\x16\x03\x01\0\x05hello", half_close=True)
    with connect(one.gopher) as sock:
        sock.sendall(b"/pict")


def test_nothing_is_lost_and_no_error_found(logs, start):
    one = start(args=["--no-watch"])
    visit(one)
    before = set(one.workers)
    with ExitStack() as stack:
        stack.enter_context(connect(one.gopher))  # closed by the stop
        one.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "qapsule: reloaded" in one.errors, "reload")
        wait_for(lambda: not before & set(one.workers), "end of old workers")
        visit(one)
        assert menu(gopher(one.gopher, b"\r\n").raw)
        one.stop()
    found = [log.read_text() for log in logs.iterdir()]
    assert len(found) == 6  # a parent, two workers twice, a loader
    for text in found:
        assert "ERROR SUMMARY: 0 errors from 0 contexts" in text, text
        assert "definitely lost: 0 bytes" in text or \
            "no leaks are possible" in text, text
