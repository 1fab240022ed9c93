"""Commands to a server that runs."""

import json
import os
import re
import shutil
import socket
import stat
import subprocess

import pytest
from client import Tls, gemini, gopher
from server import run, wait_for
from test_isolation import ROOT, open_to_all  # pylint: disable=unused-import


def state_of(one):
    return one.ports_file.parent / "state"


def url(one, path="/"):
    return f"gemini://localhost:{one.gemini}{path}\r\n".encode()


def status(one):
    told = run("status", "--json", "--state", state_of(one))
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_status_counts_what_was_done(start):
    one = start(workers=2)
    before = status(one)
    assert before["workers"] == 2 and before["pid"] == one.pid
    assert before["pages"] >= 1 and before["questions"] >= 1
    assert before["uptime_seconds"] < 60
    first = Tls(one.gemini)
    with first as client:
        assert client.handshake()
        client.send(url(one))
        size = len(client.receive().raw)
    gemini(one.gemini, url(one, "/nothing/like/it"))
    gemini(one.gemini, b"\x16\r\n")
    gemini(one.gemini, url(one, "/qapsule"))
    menu = gopher(one.gopher, b"\r\n").raw
    gopher(one.gopher, b"/nothing/like/it\r\n")
    after = status(one)
    assert after["connections_accepted"] == 6
    assert after["handshakes_full"] == 4
    assert after["gemini_answers_2x"] == 1
    assert after["gemini_answers_3x"] == 1
    assert after["gemini_answers_5x"] == 2
    assert after["gopher_answers_ok"] == 1
    assert after["gopher_answers_error"] == 1
    assert after["answer_bytes"] > size + len(menu)
    days = after["certificates"]["localhost"]["days_left"]
    assert days > 10000


def test_connections_now_are_told_and_come_to_nothing(start):
    one = start()
    with socket.create_connection(("127.0.0.1", one.gopher)):
        wait_for(lambda: status(one)["connections"] == 1, "a connection")
    wait_for(lambda: status(one)["connections"] == 0, "its end")


def test_counts_outlive_a_worker(start):
    one = start(workers=1)
    assert gopher(one.gopher, b"\r\n").raw
    with socket.create_connection(("127.0.0.1", one.gopher)):
        wait_for(lambda: status(one)["connections"] == 1, "a connection")
        worker, = one.workers
        os.kill(worker, 9)
        wait_for(lambda: status(one)["connections"] == 0, "its end")
    assert status(one)["gopher_answers_ok"] == 1
    assert gopher(one.gopher, b"\r\n").raw
    assert status(one)["gopher_answers_ok"] == 2


def test_prometheus_can_read_it(start):
    one = start()
    assert gopher(one.gopher, b"\r\n").raw
    told = run("status", "--prometheus", "--state", state_of(one)).stdout
    assert 'qapsule_gopher_answers_total{status="ok"} 1\n' in told
    assert 'qapsule_certificate_days_left{host="localhost"} ' in told
    types = re.findall(r"^# TYPE (\w+) (?:counter|gauge)$", told,
                       re.MULTILINE)
    assert len(types) == len(set(types))
    for line in told.splitlines():
        name = re.fullmatch(
            r"(?:# TYPE )?(\w+)(?:\{\w+=\"[^\"]*\"\})? \S+", line)[1]
        assert name in types


def test_people_get_a_table(start):
    one = start()
    told = run("status", "--state", state_of(one)).stdout
    assert re.search(rf"^process +{one.pid}$", told, re.MULTILINE)
    assert "certificate of localhost: valid until 20" in told


def test_only_the_owner_can_reach_it(start):
    one = start()
    control = state_of(one) / "control"
    assert stat.S_IMODE(control.stat().st_mode) == 0o600
    assert stat.S_IMODE(state_of(one).stat().st_mode) == 0o700


@pytest.mark.skipif(not ROOT, reason="only root can be another user")
def test_another_user_is_not_answered(start, open_to_all):
    one = start(args=["--state", open_to_all / "state"])
    (open_to_all / "state").chmod(0o755)
    (open_to_all / "state" / "control").chmod(0o666)  # by mistake
    binary = shutil.copy(os.environ.get("QAPSULE", "./qapsule"), open_to_all)
    told = subprocess.run(
        ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
         "--clear-groups", binary, "status", "--state",
         open_to_all / "state"], capture_output=True, text=True, check=False)
    assert told.returncode == 1 and not told.stdout
    assert one.alive()


def test_stop_returns_when_all_has_ended(start):
    one = start()
    told = run("stop", "--state", state_of(one))
    assert told.returncode == 0, told.stderr
    one.ended_well()
    assert not (state_of(one) / "control").exists()


def test_without_a_server_they_say_so(tmp_path):
    (tmp_path / "state").mkdir()
    for command in ("status", "stop"):
        told = run(command, "--state", tmp_path / "state")
        assert told.returncode == 1
        assert told.stderr.startswith("qapsule: no server uses the state")
        assert run(command, "left-over").returncode == 2


def test_two_servers_do_not_share_a_state(start, tmp_path):
    capsule = tmp_path / "capsule"
    capsule.mkdir()
    one = start(capsule=capsule, args=["--no-watch"])
    ledger = state_of(one) / "localhost.ledger"
    before = ledger.read_bytes()
    (capsule / "more.qa").write_text("Title: More\n\n-\nWhy?\nSo.\n")
    told = run("serve", "--capsule", capsule, "--certs", one.certs,
               "--state", state_of(one), "--gemini", "127.0.0.1:0",
               "--gopher", "127.0.0.1:0")
    assert (told.returncode, told.stdout) == (1, "")
    assert "another server uses the state folder" in told.stderr
    assert ledger.read_bytes() == before
    assert status(one)["pid"] == one.pid


def test_what_a_killed_server_left_is_no_obstacle(start):
    one = start()
    os.kill(one.pid, 9)
    one.process.wait()
    wait_for(lambda: not one.alive(), "end")
    again = start(args=["--state", state_of(one)])
    told = run("status", "--state", state_of(one))
    assert told.returncode == 0 and str(again.pid) in told.stdout


def test_nonsense_on_the_socket_is_refused(start):
    one = start()
    path = str(state_of(one) / "control")
    for sent in (b"nonsense\n", b"\n", b"\0" * 256, b"status xml\n", b""):
        with socket.socket(socket.AF_UNIX) as sock:
            folder = os.open(os.path.dirname(path), os.O_PATH)
            sock.connect(f"/proc/self/fd/{folder}/control")
            os.close(folder)
            sock.sendall(sent)
            sock.shutdown(socket.SHUT_WR)
            answer = sock.makefile("rb").read()
        assert answer.startswith(b"error\n") or not sent
    assert status(one)["pid"] == one.pid
