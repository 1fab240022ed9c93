"""Starting, stopping and what goes wrong on the way."""

import hashlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess

import pytest
from client import Tls, gemini, gopher
from conftest import ROOT
from server import run, wait_for


def home(server):
    return gemini(server.gemini, b"gemini://localhost:%d/\r\n" % server.gemini)


def certificate_digest(der):
    return hashlib.sha256(der).hexdigest()


def serve(tmp_path, capsule, **change):
    """Runs a serve that should end by itself, with some flags replaced."""
    flags = {"capsule": capsule, "certs": tmp_path / "certs",
             "state": tmp_path / "state", "gemini": "127.0.0.1:0",
             "gopher": "127.0.0.1:0", "ports-file": tmp_path / "ports"}
    (tmp_path / "certs").mkdir(exist_ok=True)
    flags |= {name.replace("_", "-"): value for name, value in change.items()}
    words = [word for name, value in flags.items()
             for word in (f"--{name}", value)]
    return run("serve", *words)


def one_sentence(text):
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]


# --- starting ---------------------------------------------------------------


def test_the_ports_file_names_both_listeners(server):
    lines = server.ports_file.read_text().splitlines()
    assert sorted(line.split()[0] for line in lines) == ["gemini", "gopher"]
    for line in lines:
        assert re.fullmatch(r"(gemini|gopher) 127\.0\.0\.1 [1-9][0-9]*", line)
    assert home(server).status == "20"
    assert gopher(server.gopher, b"\r\n").raw.endswith(b"\r\n.\r\n")


def test_both_addresses_are_printed(server):
    said = server.output + server.errors
    assert f"gemini://localhost:{server.gemini}" in said
    assert f"gopher://localhost:{server.gopher}" in said


def test_the_fingerprint_printed_is_that_of_the_certificate(server):
    sha = certificate_digest(home(server).certificate)
    said = (server.output + server.errors).lower().replace(":", "")
    assert sha in said


def test_workers_are_as_many_as_asked_for(start):
    assert len(start(workers=3).workers) == 3


# --- certificates -----------------------------------------------------------


def test_a_certificate_is_made_that_only_its_owner_can_read(server):
    key, crt = server.certs / "localhost.key", server.certs / "localhost.crt"
    assert key.stat().st_mode & 0o777 == 0o600
    made = ssl.PEM_cert_to_DER_cert(crt.read_text())
    assert made == home(server).certificate


def test_the_certificate_names_its_host_and_lasts(server):
    shown = subprocess.run(
        ["openssl", "x509", "-in", server.certs / "localhost.crt", "-noout",
         "-ext", "subjectAltName", "-text"],
        capture_output=True, text=True, check=True).stdout
    assert "DNS:localhost" in shown
    assert "Version: 3" in shown
    assert "prime256v1" in shown
    not_after = re.search(r"Not After : .* (\d{4}) GMT", shown)
    assert int(not_after[1]) >= 2045
    check = subprocess.run(  # notBefore has passed
        ["openssl", "verify", "-CAfile", server.certs / "localhost.crt",
         server.certs / "localhost.crt"],
        capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr


def test_a_restart_keeps_the_certificate(start):
    first = start()
    before = home(first).certificate
    first.stop()
    second = start(certs=first.certs)
    assert home(second).certificate == before


def test_cert_show_prints_the_fingerprint_that_clients_see(start):
    one = start()
    shown = run("cert", "show", "--certs", one.certs)
    assert shown.returncode == 0, shown.stderr
    sha = certificate_digest(home(one).certificate)
    assert sha in shown.stdout.lower().replace(":", "")


# --- ending -----------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(start, number):
    one = start()
    workers = one.workers
    assert home(one).status == "20"
    one.stop(number)
    for pid in workers:
        assert not os.path.exists(f"/proc/{pid}")


def test_ctrl_c_reaches_the_workers_too_and_all_end_well(start):
    one = start()
    for pid in one.workers:  # the terminal tells the whole group
        os.kill(pid, signal.SIGINT)
    one.stop(signal.SIGINT)


def test_an_answer_on_its_way_is_finished_before_the_end(start, tmp_path):
    folder = tmp_path / "big"
    folder.mkdir()
    content = os.urandom(1 << 16) * 256  # past any socket buffer
    (folder / "big.bin").write_bytes(content)
    one = start(capsule=folder)
    port = one.gemini
    with Tls(port) as client:
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % port)
        client.receive(until=100)
        one.process.send_signal(signal.SIGTERM)
        # the listener is gone before the answer is
        wait_for(lambda: refused(port), "end of listening")
        reply = client.receive()
    assert reply.body == content
    assert reply.close_notify
    one.ended_well()


def refused(port):
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0


def test_nothing_listens_after_the_end(start):
    one = start()
    one.stop()
    assert refused(one.gemini) and refused(one.gopher)


def test_a_restart_can_have_the_same_ports_at_once(start):
    one = start()
    assert home(one).status == "20"
    assert gopher(one.gopher, b"\r\n").raw
    one.stop()
    again = start(gemini=one.gemini, gopher=one.gopher)
    assert again.gemini == one.gemini
    assert home(again).status == "20"


def test_a_killed_worker_is_replaced_and_serving_goes_on(start):
    one = start(workers=2)
    before = one.workers
    os.kill(before[0], signal.SIGKILL)
    for _ in range(20):
        assert home(one).status == "20"
    wait_for(lambda: len(one.workers) == 2 and before[0] not in one.workers,
             "new worker")
    assert before[1] in one.workers
    for _ in range(20):
        assert home(one).status == "20"
        assert gopher(one.gopher, b"\r\n").raw.endswith(b".\r\n")


# --- what it refuses --------------------------------------------------------


def test_version(tmp_path):
    shown = run("--version")
    assert shown.returncode == 0
    assert re.fullmatch(r"qapsule \d+\.\d+\.\d+\n", shown.stdout)


def test_help_names_every_command():
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("serve", "check", "render", "cert"):
        assert re.search(rf"\b{command}\b", shown.stdout)


@pytest.mark.parametrize("words", [
    ("serve", "--help"), ("serve", "-c", "x", "--help"), ("check", "-h"),
    ("cert", "show", "--help"), ("stop", "--help"),
    ("import", "json", "--help")], ids=" ".join)
def test_a_command_knows_its_own_help(words):
    shown = run(*words)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"usage: qapsule {words[0]} ")
    assert shown.stdout.count("qapsule stop") == (words[0] == "stop")


@pytest.mark.parametrize("words", [
    ("--no-such-flag",), ("serve", "--no-such-flag"), ("no-such-command",),
    (), ("serve", "--workers", "many"), ("serve", "--gemini", "nowhere"),
    ("serve", "--gopher", "127.0.0.1:70000"), ("serve", "--capsule"),
    ("serve", "left-over"), ("render",), ("render", "--as", "html", "x.qa"),
    ("cert",), ("cert", "hide"),
    ("status", "--json", "--prometheus")], ids=" ".join)
def test_wrong_usage_is_told_and_exits_2(words):
    ended = run(*words)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr and not ended.stdout
    assert len(ended.stderr) < 2000


def test_a_missing_capsule_is_named(tmp_path):
    ended = serve(tmp_path, tmp_path / "nowhere")
    assert ended.returncode == 1
    assert str(tmp_path / "nowhere") in one_sentence(ended.stderr)
    assert not (tmp_path / "ports").exists()


@pytest.mark.parametrize("which", ["gemini", "gopher"])
def test_a_port_in_use_is_named(tmp_path, capsule, which):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = serve(tmp_path, capsule, **{which: f"127.0.0.1:{port}"})
    assert ended.returncode == 1
    assert str(port) in one_sentence(ended.stderr)
    assert not (tmp_path / "ports").exists()


def certs_at_fault(tmp_path, capsule, certs):
    ended = serve(tmp_path, capsule, certs=certs)
    assert ended.returncode == 1
    assert str(certs) in one_sentence(ended.stderr)
    assert not (tmp_path / "ports").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_certs_folder_is_named(tmp_path, capsule):
    certs = tmp_path / "sealed"
    certs.mkdir(mode=0o555)
    certs_at_fault(tmp_path, capsule, certs)


def test_a_file_in_place_of_the_certs_folder_is_named(tmp_path, capsule):
    certs = tmp_path / "file"
    certs.write_text("")
    certs_at_fault(tmp_path, capsule, certs)


def test_a_broken_page_is_told_and_the_rest_is_served(start, tmp_path):
    folder = tmp_path / "half"
    folder.mkdir()  # not by copytree: the sources may be read-only
    for file in (ROOT / "capsule").iterdir():
        shutil.copyfile(file, folder / file.name)
    (folder / "broken.qa").write_text("-\nA question without an answer?\n")
    one = start(capsule=folder)
    assert "E203" in one.output + one.errors
    assert home(one).status == "20"


# --- documents from the command line ----------------------------------------


def test_check_is_content_with_the_default_capsule(capsule):
    ended = run("check", ROOT / "capsule")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_check_names_file_line_and_code(tmp_path):
    bad = tmp_path / "bad.qa"
    bad.write_text("Intro.\n-\nWhy?\n-\nWhen?\nNow.\n")
    ended = run("check", bad)
    assert ended.returncode == 1
    assert re.search(rf"^{re.escape(str(bad))}:3: error: .* \[E203\]$",
                     ended.stdout + ended.stderr, re.MULTILINE)


@pytest.mark.parametrize("form", ["gemini", "gopher", "text"])
def test_render_prints_what_a_reader_would_get(form):
    ended = run("render", "--as", form, ROOT / "capsule" / "qapsule.qa")
    assert ended.returncode == 0, ended.stderr
    assert "qapsule" in ended.stdout
