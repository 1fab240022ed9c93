"""Gopher requests on the wire: what is answered to which bytes, however they
are cut, in clear and over TLS, and how connections end."""

import re
import time

import pytest
from client import WAYS, Tls, connect, gopher, reset
from gopher_cases import CASES, error, nothing, root, text
from server import Server, wait_for

# --- one request, cut in all ways -------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES)
def test_request(server, case, way):
    data, is_right = CASES[case]
    reply = gopher(server.gopher, way(data))
    assert is_right(reply.raw), reply
    # where nothing is said nothing can be lost
    assert reply.eof or is_right is nothing, reply


def test_a_request_cut_at_every_boundary(server):
    data = b"/notes/plain.txt\twords\t+\r\n"
    for at in range(1, len(data)):
        reply = gopher(server.gopher, [data[:at], data[at:]])
        assert text(reply.raw) and reply.eof and not reply.reset, at


ONE_LINE = [case for case, (data, _) in CASES.items()
            if re.fullmatch(rb"[^\r\n]+\r\n", data)]


@pytest.mark.parametrize("case", ONE_LINE)
def test_request_that_ends_with_the_input(server, case):
    """Without its line end a line is whole when no more can come."""
    data, is_right = CASES[case]
    reply = gopher(server.gopher, data[:-2], half_close=True)
    assert is_right(reply.raw) and reply.eof and not reply.reset


# --- ends of a request ------------------------------------------------------


def test_half_close_without_a_byte_gets_none(server):
    reply = gopher(server.gopher, b"", half_close=True)
    assert reply.raw == b"" and reply.eof


def test_half_close_after_the_line_still_gets_all(server, capsule):
    reply = gopher(server.gopher, b"/picture.png\r\n", half_close=True)
    assert reply.raw == (capsule / "picture.png").read_bytes() and reply.eof


@pytest.mark.parametrize("data", [b"a" * 4097, b"a" * 60000, b"\t" * 4097],
                         ids=["4097", "60000", "tabs"])
def test_a_line_too_long_is_answered_before_its_end(server, data):
    before = time.monotonic()
    reply = gopher(server.gopher, data)
    assert error(reply.raw) and reply.eof and not reply.reset
    assert time.monotonic() - before < 5  # the deadline of a line is 10


@pytest.mark.parametrize("junk", [b"JUNK", b"x" * 20000, b"/\r\n" * 1000],
                         ids=["a word", "20 kB", "more selectors"])
@pytest.mark.parametrize("data, is_right", [
    (b"/notes/plain.txt\r\n", text), (b"/nope\r\n", error),
    (b"a" * 5000, error), (b"\r\n", root)],
    ids=["text", "error", "too long", "menu"])
def test_junk_after_the_line_costs_no_reply(server, data, is_right, junk):
    for request in (data + junk, [data, junk]):
        reply = gopher(server.gopher, request)
        assert is_right(reply.raw) and reply.eof and not reply.reset


def test_a_reply_waits_for_a_client_that_reads_late(server):
    with connect(server.gopher) as sock:
        sock.sendall(b"/notes/plain.txt\r\n" + b"x" * 30000)
        for _ in range(20):
            sock.sendall(b"y" * 1000)
        got = b""
        while data := sock.recv(1000):
            got += data
    assert text(got)


def test_a_tls_hello_is_closed_at_once_without_a_byte(server):
    before = time.monotonic()
    with Tls(server.gopher) as client:
        assert not client.handshake()
        assert client.reply.wire == b""
    assert time.monotonic() - before < 5


def test_missing_and_hidden_are_told_apart_by_nothing(server):
    missing = gopher(server.gopher, b"/.absent\r\n").raw
    hidden = gopher(server.gopher, b"/.hidden\r\n").raw
    assert missing.replace(b".absent", b".hidden") == hidden


# --- TLS --------------------------------------------------------------------

CONF = """
host "localhost" { capsule = "%s" }
listen "127.0.0.1:0" { protocol = gopher  tls = optional }
listen "127.0.0.1:00" { protocol = gopher  tls = only }
listen "127.0.0.1:000" { protocol = gemini }
"""


@pytest.fixture(scope="module")
def secure(tmp_path_factory, capsule):
    """Its ports: where TLS is possible, and where it is a must."""
    tmp = tmp_path_factory.mktemp("secure")
    (tmp / "qapsule.conf").write_text(CONF % capsule)
    one = Server(tmp / "run", conf=tmp / "qapsule.conf", workers=1)
    yield one.ports("gopher")
    one.stop()


def over_tls(port, pieces, **kwargs):
    with Tls(port, **kwargs) as client:
        assert client.handshake(), client.reply
        client.send(pieces)
        return client.receive()


IN_TLS = [case for case, (data, _) in CASES.items() if data[0] != 0x16]


@pytest.mark.parametrize("case", IN_TLS)
def test_request_over_tls(secure, case):
    data, is_right = CASES[case]
    reply = over_tls(secure[0], data)
    assert is_right(reply.raw), reply
    assert reply.close_notify and reply.eof and not reply.reset


@pytest.mark.parametrize("case", IN_TLS)
def test_request_in_clear_where_tls_is_possible(secure, case):
    data, is_right = CASES[case]
    reply = gopher(secure[0], data)
    assert is_right(reply.raw) and reply.eof and not reply.reset


def test_in_tls_the_first_byte_of_a_hello_is_one_like_others(secure):
    assert error(over_tls(secure[0], b"\x16\x03\x01\r\n").raw)


def test_a_line_in_two_records(secure):
    for at in range(1, len(b"/notes/plain.txt\r\n")):
        data = b"/notes/plain.txt\r\n"
        reply = over_tls(secure[0], [data[:at], data[at:]])
        assert text(reply.raw) and reply.close_notify


def test_a_port_of_tls_alone(secure):
    reply = over_tls(secure[1], b"/notes/plain.txt\r\n")
    assert text(reply.raw) and reply.close_notify
    assert gopher(secure[1], b"/notes/plain.txt\r\n").raw == b""


def test_the_same_bytes_with_and_without_tls(secure, capsule):
    for selector in (b"\r\n", b"/notes\r\n", b"/notes/plain.txt\r\n",
                     b"/picture.png\r\n", b"/nope\r\n"):
        assert over_tls(secure[0], selector).raw == \
            gopher(secure[0], selector).raw


def test_alpn_gopher_is_selected_and_others_are_ignored(secure):
    for offered, selected in ((["gopher"], "gopher"),
                              (["h2", "gopher"], "gopher"), (["h2"], None)):
        with Tls(secure[0], alpn=offered) as client:
            assert client.handshake()
            assert client.tls.selected_alpn_protocol() == selected
            client.send(b"/notes/plain.txt\r\n")
            assert text(client.receive().raw)


# --- readers of all kinds ---------------------------------------------------


def test_vanishing_clients_do_no_harm(start):
    server = start()
    before = server.open_files()
    for data in (b"", b"/not", b"/picture.png\r\n"):
        for _ in range(20):
            sock = connect(server.gopher)
            sock.sendall(data)
            reset(sock)
    assert root(gopher(server.gopher, b"\r\n").raw)
    wait_for(lambda: server.open_files() == before, "descriptors back")


def test_a_slow_reader_gets_all_of_it(server, capsule):
    content = (capsule / "picture.png").read_bytes()
    got = b""
    with connect(server.gopher, receive_buffer=4096) as sock:
        sock.sendall(b"/picture.png\r\n")
        while data := sock.recv(1000):
            got += data
    assert got == content


def test_many_readers_at_once(server):
    socks = [connect(server.gopher) for _ in range(200)]
    for sock in socks:
        sock.sendall(b"/notes/plain.txt\r\n")
    for sock in reversed(socks):
        got = b""
        while data := sock.recv(1000):
            got += data
        assert text(got)
        sock.close()
