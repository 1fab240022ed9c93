"""What the running processes have given up; what they then cannot do is tried
by tests/unit/t_sandbox.c, in their place."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

import pytest
from client import gemini, gopher
from server import Server, run

ROOT = os.geteuid() == 0


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines)


def limit(pid, name):
    with open(f"/proc/{pid}/limits", encoding="ascii") as lines:
        return next(line[len(name):].split()[:2] for line in lines
                    if line.startswith(name))


def test_every_process_is_filtered_and_gains_no_privileges(server):
    for pid in [server.pid, *server.workers]:
        assert status(pid)["NoNewPrivs"] == "1"
        assert status(pid)["Seccomp"] == "2"
        assert limit(pid, "Max core file size") == ["0", "0"]
    outer = int(status(server.pid)["Seccomp_filters"])
    for pid in server.workers:
        assert int(status(pid)["Seccomp_filters"]) == outer + 1


def test_nothing_is_said_to_be_missing_here(server):
    assert "isolation" not in server.errors
    assert "goes on without" not in server.errors


@pytest.fixture
def open_to_all():
    """A folder that other users can reach, with a small capsule."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "capsule").mkdir()
        (folder / "capsule" / "page.qa").write_text("-\nWhy?\nSo.\n")
        (folder / "capsule" / "plain.txt").write_text("One.\n")
        yield folder


@pytest.mark.skipif(not ROOT, reason="only root can give root up")
def test_root_is_given_up_before_the_first_request(open_to_all):
    nobody = pwd.getpwnam("nobody")
    (open_to_all / "run").mkdir()
    shutil.chown(open_to_all / "run", nobody.pw_uid)
    one = Server(open_to_all / "run", capsule=open_to_all / "capsule",
                 args=["--user", "nobody"])
    try:
        serves_as(one, nobody)
    finally:
        one.stop()
    # what was made is its own, for renewals and for commands
    key = one.certs / "localhost.key"
    assert key.stat().st_uid == nobody.pw_uid
    assert key.stat().st_mode & 0o777 == 0o600
    assert (open_to_all / "run" / "state").stat().st_uid == nobody.pw_uid


def serves_as(one, nobody):
    for pid in [one.pid, *one.workers]:
        now = status(pid)
        assert set(now["Uid"].split()) == {str(nobody.pw_uid)}
        assert set(now["Gid"].split()) == {str(nobody.pw_gid)}
        assert now["Groups"].split() in ([], [str(nobody.pw_gid)])
        for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
            assert int(now[kind], 16) == 0, kind
    url = b"gemini://localhost:%d" % one.gemini
    assert gemini(one.gemini, url + b"/\r\n").status == "20"
    assert gemini(one.gemini, url + b"/plain.txt\r\n").status == "20"
    assert gopher(one.gopher, b"/plain.txt\r\n").raw[:4] == b"One."


def test_an_unknown_user_is_named(tmp_path, capsule):
    ended = run("serve", "--user", "no-such-user", "--capsule", capsule,
                "--certs", tmp_path / "certs", "--state", tmp_path / "state",
                "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0")
    assert ended.returncode == 1
    assert '"no-such-user"' in ended.stderr


def test_who_is_that_user_already_need_not_become_it(start):
    one = start(args=["--user", pwd.getpwuid(os.geteuid()).pw_name])
    assert gopher(one.gopher, b"\r\n").raw
