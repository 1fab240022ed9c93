"""What a service manager gives and wants to hear, as systemd does it."""

import os
import signal
import socket

import pytest
from client import gemini, gopher
from server import run, wait_for


@pytest.fixture
def manager(monkeypatch):
    """Where the server's notifications arrive."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.settimeout(30)
        sock.bind("")  # a name of the kernel's choice, outside of files
        monkeypatch.setenv("NOTIFY_SOCKET",
                           sock.getsockname().decode().replace("\0", "@"))
        yield sock


def heard(manager, wanted):
    """Everything up to the message that says so."""
    messages = []
    while not messages or wanted not in messages[-1].split("\n"):
        messages.append(manager.recv(4096).decode())
    return messages


def test_it_is_told_when_the_server_is_ready_reloads_and_stops(manager,
                                                               start):
    one = start()
    assert len(heard(manager, "READY=1")) == 1
    one.process.send_signal(signal.SIGHUP)
    reloading = heard(manager, "RELOADING=1")[-1]
    assert "MONOTONIC_USEC=" in reloading
    heard(manager, "READY=1")
    one.stop()
    heard(manager, "STOPPING=1")


def test_it_is_told_why_the_server_does_not_start(manager, tmp_path):
    conf = tmp_path / "conf"
    conf.write_text('host "localhost" {}\nworker = 2\nwatch = maybe\n')
    assert run("serve", "-c", conf).returncode == 1
    assert heard(manager, f"STATUS={conf}:2: error: no such option 'worker'")


def test_the_watchdog_is_fed(manager, start, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    start()
    heard(manager, "WATCHDOG=1")
    heard(manager, "WATCHDOG=1")


def test_its_journal_is_told_how_bad_a_message_is(start, tmp_path):
    def in_child():
        errors = os.fstat(2)
        os.environ["JOURNAL_STREAM"] = f"{errors.st_dev}:{errors.st_ino}"
    (tmp_path / "untitled.qa").write_text("-\nWhen?\nAt five.\n")
    (tmp_path / "odd.qa").write_text("Title: Odd\nSlug: A B\n-\nWhen?\nAt 5.\n")
    one = start(capsule=tmp_path, preexec_fn=in_child)
    one.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "\nqapsule: reloaded\n" in one.errors, "reload")
    for line in one.errors.splitlines():
        priority = ("<3>" if ": error: " in line else
                    "<4>" if ": warning: " in line else "")
        assert line.startswith(f"{priority}qapsule: "), one.errors
    assert "<3>" in one.errors and "<4>" in one.errors
    assert "Ctrl-C" not in one.output  # nobody sits there


def test_another_journal_is_not(start, tmp_path, monkeypatch):
    monkeypatch.setenv("JOURNAL_STREAM", "0:0")
    (tmp_path / "untitled.qa").write_text("-\nWhen?\nAt five.\n")
    assert start(capsule=tmp_path).errors.startswith("qapsule: ")


def listening(port=0):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    sock.listen()
    return sock


def given(*sockets):
    """Hands them to the server as descriptors 3 and so on."""
    numbers = [sock.fileno() for sock in sockets]

    def in_child():
        high = [os.dup(number) for number in numbers]
        for n, fd in enumerate(high):
            os.dup2(fd, 3 + n, inheritable=True)
        os.environ["LISTEN_FDS"] = str(len(numbers))
        os.environ["LISTEN_PID"] = str(os.getpid())
    return {"preexec_fn": in_child,
            "pass_fds": [3 + n for n in range(len(numbers))]}


def test_both_ports_can_be_given(start):
    with listening() as first, listening() as second:
        ports = [sock.getsockname()[1] for sock in (first, second)]
        one = start(gemini=ports[0], gopher=ports[1], **given(second, first))
        assert (one.gemini, one.gopher) == tuple(ports)
        url = f"gemini://localhost:{one.gemini}/\r\n".encode()
        assert gemini(one.gemini, url).status == "20"
        assert gopher(one.gopher, b"\r\n").raw
        one.stop()
        # who comes while it restarts waits, and is served
        with socket.create_connection(("127.0.0.1", ports[1])) as waiting:
            waiting.sendall(b"\r\n")
            start(gemini=ports[0], gopher=ports[1], **given(second, first))
            assert waiting.recv(1)


def test_a_socket_that_nothing_is_configured_for_is_told(start):
    with listening() as stray:
        one = start(**given(stray))
        port = stray.getsockname()[1]
        wait_for(lambda: f"port {port}, for which nothing" in one.errors,
                 "warning")
        assert gopher(one.gopher, b"\r\n").raw


def test_what_was_given_to_another_process_is_left_alone(start, monkeypatch):
    monkeypatch.setenv("LISTEN_FDS", "2")
    monkeypatch.setenv("LISTEN_PID", "1")
    one = start()
    assert "nothing is configured" not in one.errors
    assert gopher(one.gopher, b"\r\n").raw
