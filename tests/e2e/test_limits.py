"""Peers that want more than their share, and others who are served meanwhile.

Every 127.x.y.z is this machine, so one of them is a peer of some network."""

import os
import platform
import re
import resource
import select
import signal
import ssl
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from client import DEADLINE, Tls, connect, gemini, gopher, menu, reset
from server import BINARY, wait_for

CONF = """
host "localhost" {{ capsule = "capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
limits {{
    exempt = none
    {limits}
}}
"""
FLOODER, OTHER = "127.66.6.1", "127.1.2.3"
BIG = 1 << 24  # bytes, past any socket buffer


@pytest.fixture
def limited(start, tmp_path):
    """Starts a server with some limits."""
    folder = tmp_path / "capsule"
    folder.mkdir()
    (folder / "faq.qa").write_text("-\nWhy?\nSo.\n")
    with open(folder / "big.bin", "wb") as big:
        big.truncate(BIG)

    def start_one(limits, **kwargs):
        conf = tmp_path / "qapsule.conf"
        conf.write_text(CONF.format(limits=limits))
        return start(conf=conf, **kwargs)
    return start_one


def url(one, path="/"):
    return f"gemini://localhost:{one.gemini}{path}\r\n".encode()


def served(one, source=OTHER):
    reply = gemini(one.gemini, url(one), source=source)
    assert reply.status == "20" and reply.close_notify, reply
    reply = gopher(one.gopher, b"\r\n", source=source)
    assert menu(reply.raw)


def ended(sock):
    """Whether the server has closed it, without waiting for that."""
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLRDHUP)
    return bool(poll.poll(0))


def seconds_of_work(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        user, system = stat.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


# --- connections ------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_a_flood_from_one_network_leaves_the_others_alone(limited, protocol):
    one = limited("connections-per-network = 5")
    with ExitStack() as stack:
        flood = [stack.enter_context(
            connect(getattr(one, protocol), source=f"127.66.6.{n}"))
            for n in range(1, 61)]
        wait_for(lambda: sum(map(ended, flood)) == 55, "refusals")
        served(one)
        assert sum(map(ended, flood)) == 55
        refused = gemini(one.gemini, url(one), source=FLOODER)
        assert refused.error and not refused.raw
        assert gopher(one.gopher, b"\r\n", source=FLOODER).raw == b""
        served(one)
    wait_for(lambda: gopher(one.gopher, b"\r\n", source=FLOODER).raw,
             "room after the flood")


def test_idle_connections_make_room_when_all_are_taken(limited):
    one = limited("connections = 20", workers=1)
    with ExitStack() as stack:
        idle = [stack.enter_context(
            connect(one.gemini, source=f"127.{n}.0.1"))
            for n in range(10, 110)]
        wait_for(lambda: sum(map(ended, idle)) == 80, "room")
        assert all(map(ended, idle[:80]))  # the oldest
        served(one)
        # half a handshake holds no place either
        for sock in idle[80:]:
            if not ended(sock):
                sock.sendall(b"\x16\x03\x01\x02")
        served(one)


def test_answers_that_stand_still_make_room_when_all_is_taken(limited):
    one = limited("connections = 20")
    with ExitStack() as stack:
        still = [stack.enter_context(
            connect(one.gopher, receive_buffer=4096, source=f"127.{n}.0.1"))
            for n in range(10, 110)]
        for sock in still:
            with suppress(ConnectionResetError, BrokenPipeError):
                sock.sendall(b"/big.bin\r\n")
        wait_for(lambda: gopher(one.gopher, b"\r\n", source=OTHER).raw and
                 gemini(one.gemini, url(one), source=OTHER).raw, "room")


def test_a_worker_serves_beside_what_another_still_has_to_send(limited):
    """Old workers, whose peers read slowly, have all the connections."""
    one = limited("connections = 20")
    with ExitStack() as stack:
        for n in range(10, 30):
            sock = stack.enter_context(connect(
                one.gopher, receive_buffer=4096, source=f"127.{n}.0.1"))
            sock.sendall(b"/big.bin\r\n")
            sock.recv(1)
        old = set(one.workers)
        one.process.send_signal(signal.SIGHUP)
        wait_for(lambda: len(set(one.workers) - old) == 2, "new workers")
        wait_for(lambda: "reloaded" in one.errors, "reload")
        for _ in range(20):
            served(one)
        assert old & set(one.workers)


def test_a_worker_that_nobody_asks_is_not_woken(limited):
    one = limited("", workers=1)
    served(one)
    (pid,) = one.workers
    waits = []

    def quiet():  # as long as several deadlines would be looked after in
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            waits.append(next(line for line in status
                              if line.startswith("voluntary_ctxt")))
        return waits[-100:].count(waits[-1]) == 100
    wait_for(quiet, "quiet")


def anonymous_kib(one):
    kib = 0
    for pid in one.workers:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            kib += sum(int(line.split()[1]) for line in status
                       if line.startswith("RssAnon:"))
    return kib


@pytest.mark.skipif("glibc" not in platform.libc_ver(),
                    reason="other libraries give memory back by themselves")
def test_what_a_flood_took_is_given_back(limited):
    if b"__asan_init" in Path(BINARY).read_bytes():
        pytest.skip("the address sanitizer keeps what was freed")
    one = limited("connections = 1000")
    served(one)
    before = anonymous_kib(one)
    with ExitStack() as stack:
        for n in range(1000):
            sock = stack.enter_context(
                connect(one.gemini, source=f"127.{n % 200 + 20}.{n // 200}.1"))
            sock.sendall(b"\x16\x03\x01\x02")
        wait_for(lambda: anonymous_kib(one) - before > 20000, "a peak")
    wait_for(lambda: anonymous_kib(one) - before < 5000, "its end")
    served(one)


def test_more_connections_than_descriptors_cost_no_work(limited):
    few = (80, 80)
    one = limited("connections = 1000", workers=1,
                  preexec_fn=lambda: resource.setrlimit(
                      resource.RLIMIT_NOFILE, few))
    assert "limit of open files" in one.errors
    with ExitStack() as stack:
        idle = [stack.enter_context(
            connect(one.gopher, source=f"127.{n}.0.1"))
            for n in range(10, 110)]
        wait_for(lambda: sum(map(ended, idle)) == 92, "room")
        worker, = one.workers
        before = seconds_of_work(worker)
        # what waits makes no work: the next tick of its clock passes
        with connect(one.gopher, source=OTHER) as sock:
            sock.sendall(b"/big.bin\r\n")
            got = 0
            while data := sock.recv(1 << 20):
                got += len(data)
            assert got == BIG
        served(one)
        assert seconds_of_work(worker) - before < 2


# --- requests ---------------------------------------------------------------


def test_a_network_that_asks_too_often_is_told_to_wait(limited):
    one = limited("requests-per-second = 1\nburst = 8")
    replies = [gemini(one.gemini, url(one), source=f"127.66.6.{n}")
               for n in range(1, 13)]
    assert [reply.status for reply in replies[:8]] == ["20"] * 8
    slowed = replies[-1]
    assert slowed.status == "44" and slowed.close_notify
    assert 1 <= int(slowed.meta) <= 8 and not slowed.body
    item, = menu(gopher(one.gopher, b"\r\n", source=FLOODER).raw)
    assert item.type == "3" and "second" in item.text
    served(one)


def test_who_does_not_slow_down_gets_no_handshake(limited):
    one = limited("requests-per-second = 1\nburst = 5")

    def shut_out():
        return gemini(one.gemini, url(one), source=FLOODER).error

    wait_for(shut_out, "end of patience")
    assert gopher(one.gopher, b"\r\n", source=FLOODER).raw == b""
    served(one)


def test_handshakes_that_are_given_up_are_counted_like_requests(limited):
    one = limited("requests-per-second = 1\nburst = 5")

    def shut_out():
        with Tls(one.gemini, source=FLOODER) as client:
            with suppress(ssl.SSLWantReadError):
                client.tls.do_handshake()
            client.flush()
            with suppress(ConnectionResetError):
                if client.sock.recv(1):  # the server has signed
                    reset(client.sock)
                    return False
            return True

    wait_for(shut_out, "end of patience")
    served(one)


def test_this_machine_is_not_limited_unless_asked_for(start, capsule):
    one = start()
    for _ in range(300):  # past the burst
        assert gopher(one.gopher, b"\r\n").raw.endswith(b".\r\n")


# --- time -------------------------------------------------------------------


SHORT = "handshake = 1\nrequest = 1\nprogress = 1\nlinger = 1"


def hung_up(sock):
    """Waits for the server's end of it, without reading."""
    poll = select.poll()
    poll.register(sock, select.POLLHUP | select.POLLERR)
    return bool(poll.poll(DEADLINE * 1000))


def test_who_never_finishes_is_closed(limited):
    one = limited(SHORT)
    with ExitStack() as stack:
        silent = [stack.enter_context(connect(port))
                  for port in (one.gemini, one.gopher)]
        begun = stack.enter_context(connect(one.gemini))
        begun.sendall(b"\x16\x03\x01\x02")
        line = stack.enter_context(connect(one.gopher))
        line.sendall(b"/fa")
        for sock in [*silent, begun, line]:
            assert sock.recv(1) == b""
        client = stack.enter_context(Tls(one.gemini))
        assert client.handshake()
        client.send(b"gemini://local")
        assert client.receive().raw == b""
    served(one)


@pytest.mark.parametrize("protocol", ["gemini", "gopher"])
def test_who_does_not_read_a_big_answer_is_cut_off(limited, protocol):
    one = limited(SHORT)
    if protocol == "gemini":
        client = Tls(one.gemini, receive_buffer=4096)
        assert client.handshake()
        client.send(url(one, "/big.bin"))
        sock = client.sock
    else:
        sock = connect(one.gopher, receive_buffer=4096)
        sock.sendall(b"/big.bin\r\n")
    with sock:
        assert hung_up(sock)
        with pytest.raises(ConnectionResetError):  # not the end of the file
            while sock.recv(65536):
                pass
    served(one)


def test_the_system_keeps_little_of_an_answer_that_is_not_read(limited):
    one = limited("progress = 1")
    with connect(one.gopher, receive_buffer=4096) as sock:
        sock.sendall(b"/big.bin\r\n")
        cut = wait_for(lambda: re.search(
            r'"gopher:/big\.bin" 0 (\d+) .* cut$', one.errors, re.MULTILINE),
            "end of patience")
    assert int(cut[1]) < 1 << 20


def test_a_byte_now_and_then_is_no_progress(limited):
    one = limited(SHORT)
    with connect(one.gopher, receive_buffer=4096) as sock:
        sock.sendall(b"/big.bin\r\n")
        begin = time.monotonic()
        with pytest.raises(ConnectionResetError):
            while time.monotonic() - begin < DEADLINE and sock.recv(100):
                select.select([], [], [], 0.02)
    served(one)


def test_a_slow_reader_that_moves_is_not_cut_off(limited):
    """Each piece in time, the whole takes several times that."""
    one = limited(SHORT)
    with connect(one.gopher, receive_buffer=65536) as sock:
        sock.sendall(b"/big.bin\r\n")
        begin = time.monotonic()
        got = 0
        while data := sock.recv(65536):
            got += len(data)
            # in step with a clock: 4 MB a second
            while time.monotonic() - begin < got / (4 << 20):
                select.select([], [], [], 0.01)
    assert got == BIG
    assert time.monotonic() - begin > 2
