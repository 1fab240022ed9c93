"""ELinks, where it was built for one of the protocols (Debian's is not)."""

import subprocess

import pytest
from conftest import needs
from screen import DEADLINE

pytestmark = needs("elinks")


@pytest.fixture
def dump(server, tmp_path):
    def show(protocol, path):
        port = server.gemini if protocol == "gemini" else server.gopher
        ended = subprocess.run(
            ["elinks", "-no-connect", "-dump", "-dump-charset", "utf-8",
             f"{protocol}://localhost:{port}{path}"], cwd=tmp_path,
            capture_output=True, timeout=DEADLINE, text=True, check=False,
            stdin=subprocess.DEVNULL,
            env={"HOME": str(tmp_path), "LANG": "C.UTF-8",
                 "PATH": "/usr/bin:/bin"})
        if "protocol not supported" in ended.stdout + ended.stderr:
            pytest.skip(f"this elinks does not speak {protocol}")
        assert ended.returncode == 0, ended.stderr
        return ended.stdout
    return show


@pytest.mark.parametrize("protocol, path, words", [
    ("gopher", "/", ["Harbour office", "Ask us.", "Ferries of the harbour"]),
    ("gopher", "/1/ferries/", ["When does the ferry leave?"]),
    ("gopher", "/0/ferries/korean", ["아침 아홉 시에 출발합니다."]),
    ("gemini", "/", ["Harbour office", "Ask us.", "Ferries of the harbour"]),
    ("gemini", "/ferries/leave", ["When does the ferry leave?", "At nine."]),
])
def test_it_shows_what_is_there(dump, protocol, path, words):
    text = dump(protocol, path)
    assert [word for word in words if word not in text] == []
