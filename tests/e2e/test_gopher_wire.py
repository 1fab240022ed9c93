"""Gopher requests on the wire: line ends, equivalent selectors, Gopher+ and
other protocols at the port, errors, and how connections end."""

import time

import pytest
from client import Tls, connect, gopher, menu, reset
from server import wait_for

TEXT = b"One.\r\n"  # how /notes/plain.txt begins


def is_error(raw):
    """An error menu: its first line is of type 3 (B.10)."""
    items = menu(raw)
    return items[0].type == "3" and items[0].host == "error.host"


def is_root(raw):
    return any(item.selector.rstrip("/") == "/north-korea-rejects-dialogue"
               for item in menu(raw))


def is_text(raw):
    return raw.startswith(TEXT)


def is_folder(raw):
    return any(item.selector == "/notes/plain.txt" for item in menu(raw))


def is_http_refusal(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.0 400 ") and bool(body)


# What is sent, all of it, and what the answer must be.
ROWS = {
    "empty line": (b"\r\n", is_root),
    "slash": (b"/\r\n", is_root),
    "line feed alone": (b"\n", is_root),
    "selector and line feed": (b"/notes/plain.txt\n", is_text),
    "text file": (b"/notes/plain.txt\r\n", is_text),
    "no leading slash": (b"notes/plain.txt\r\n", is_text),
    "folder with slash": (b"/notes/\r\n", is_folder),
    "folder without slash": (b"/notes\r\n", is_folder),
    "folder with neither": (b"notes\r\n", is_folder),
    "blank in the name": (b"/notes/a b.txt\r\n", lambda raw:
                          raw == b"A blank in the name.\r\n"),
    "escaped once": (b"/notes/a%20b.txt\r\n", lambda raw:
                     raw == b"A blank in the name.\r\n"),
    "escaped twice": (b"/notes/a%2520b.txt\r\n", is_error),
    "dot": (b"/./notes/plain.txt\r\n", is_text),
    "dot dot inside": (b"/x/../notes/plain.txt\r\n", is_text),
    "climbing": (b"/../outside.txt\r\n", is_error),
    "climbing, no slash": (b"../outside.txt\r\n", is_error),
    "climbing, escaped": (b"/%2e%2e/outside.txt\r\n", is_error),
    "climbing from a folder": (b"/notes/../../outside.txt\r\n", is_error),
    "dot file": (b"/.hidden\r\n", is_error),
    "nothing there": (b"/nope\r\n", is_error),
    "nul": (b"/no\0tes\r\n", is_error),
    "nul after a good selector": (b"/notes/plain.txt\0\r\n", is_error),
    "escaped nul": (b"/notes/plain.txt%00\r\n", is_error),
    "not utf-8": (b"/\xff\xfe\r\n", is_error),
    "controls": (b"/\x1b[31m\x07\r\n", is_error),
    "type character": (b"0/notes/plain.txt\r\n", is_error),
    # Gopher+, B.8: what a server that knows none of it must do
    "empty second field": (b"/notes/plain.txt\t\r\n", is_text),
    "plus": (b"/notes/plain.txt\t+\r\n", is_text),
    "plus with a view": (b"/notes/plain.txt\t+text/plain\r\n", is_text),
    "attributes": (b"/notes/plain.txt\t!\r\n", is_text),
    "one attribute": (b"/notes/plain.txt\t!+INFO\r\n", is_text),
    "query and plus": (b"/notes/plain.txt\tquery\t+\r\n", is_text),
    "many fields": (b"/notes/plain.txt\ta\tb\tc\t1\r\n", is_text),
    "plus at the root": (b"\t+\r\n", is_root),
    # other protocols, B.9
    "http": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", is_http_refusal),
    "http, head": (b"HEAD /notes HTTP/1.0\r\n\r\n", is_http_refusal),
    "http, post": (b"POST /x HTTP/1.1\r\n\r\nbody", is_http_refusal),
    "gemini": (b"gemini://localhost/\r\n", is_error),
    "smtp": (b"EHLO there\r\n", is_error),
    # length, B.2
    "1000 bytes": (b"/" + b"a" * 999 + b"\r\n", is_error),
    "5000 bytes": (b"/" + b"a" * 4999 + b"\r\n", is_error),
    "5000 bytes of a good selector": (b"/notes/" + b"./" * 2492 +
                                      b"plain.txt\r\n", is_error),
    "60000 bytes": (b"a" * 60000 + b"\r\n", is_error),
}

CUTS = {
    "whole": lambda data: data,
    "byte by byte": lambda data: [bytes([b]) for b in data],
    "cut inside the end of line": lambda data: [data[:-1], data[-1:]],
    "cut in the middle": lambda data: [data[:len(data) // 2],
                                       data[len(data) // 2:]],
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("data, is_right", ROWS.values(), ids=ROWS)
def test_request(server, data, is_right, cut):
    if len(data) > 10000 and cut is CUTS["byte by byte"]:
        data = data[:10000]  # enough to be too long
    reply = gopher(server.gopher, cut(data))
    assert is_right(reply.raw), reply
    assert reply.eof and not reply.reset, reply


# --- ends of a request ------------------------------------------------------


def test_half_close_ends_the_line(server):
    reply = gopher(server.gopher, b"/notes/plain.txt", half_close=True)
    assert is_text(reply.raw) and reply.eof


def test_half_close_without_a_byte_gets_none(server):
    reply = gopher(server.gopher, b"", half_close=True)
    assert reply.raw == b"" and reply.eof


def test_half_close_after_the_line_still_gets_all(server, capsule):
    reply = gopher(server.gopher, b"/picture.png\r\n", half_close=True)
    assert reply.raw == (capsule / "picture.png").read_bytes() and reply.eof


def test_a_carriage_return_and_another_byte_end_the_line(server):
    reply = gopher(server.gopher, b"/notes/plain.txt\rmore\r\n")
    assert is_text(reply.raw) and reply.eof and not reply.reset


def test_a_line_too_long_is_answered_before_its_end(server):
    before = time.monotonic()
    reply = gopher(server.gopher, b"a" * 5000)
    assert is_error(reply.raw) and reply.eof and not reply.reset
    assert time.monotonic() - before < 5  # the deadline of a line is 10


@pytest.mark.parametrize("junk", [b"JUNK", b"x" * 20000, b"/\r\n" * 1000],
                         ids=["a word", "20 kB", "more selectors"])
@pytest.mark.parametrize("data, is_right", [
    (b"/notes/plain.txt\r\n", is_text), (b"/nope\r\n", is_error)],
    ids=["text", "error"])
def test_junk_after_the_line_costs_no_reply(server, data, is_right, junk):
    for request in (data + junk, [data, junk]):
        reply = gopher(server.gopher, request)
        assert is_right(reply.raw) and reply.eof and not reply.reset


# --- TLS at the port --------------------------------------------------------


def test_a_tls_hello_is_closed_at_once_without_a_byte(server):
    before = time.monotonic()
    with Tls(server.gopher) as client:
        assert not client.handshake()
        assert client.reply.wire == b""
    assert time.monotonic() - before < 5


def test_the_first_byte_of_a_tls_hello_is_enough(server):
    reply = gopher(server.gopher, b"\x16")
    assert reply.raw == b"" and reply.eof


# --- what an error says -----------------------------------------------------


def test_an_error_names_the_selector_without_breaking_its_line(server):
    item = menu(gopher(server.gopher, b"/no such\x1b[31mpage\r\n").raw)[0]
    assert item.type == "3" and "no such" in item.text
    assert item.port == 1 and len(item.text) <= 67


def test_missing_and_hidden_are_told_apart_by_nothing(server):
    missing = gopher(server.gopher, b"/.absent\r\n").raw
    hidden = gopher(server.gopher, b"/.hidden\r\n").raw
    assert missing.replace(b".absent", b".hidden") == hidden


def test_a_menu_leads_back_to_the_port_it_came_from(server):
    for item in menu(gopher(server.gopher, b"\r\n").raw):
        if item.type in "01":
            assert (item.host, item.port) == ("localhost", server.gopher)


# --- readers of all kinds ---------------------------------------------------


def test_vanishing_clients_do_no_harm(start):
    server = start()
    before = server.open_files()
    for data in (b"", b"/not", b"/picture.png\r\n"):
        for _ in range(20):
            sock = connect(server.gopher)
            sock.sendall(data)
            reset(sock)
    assert is_root(gopher(server.gopher, b"\r\n").raw)
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
        assert is_text(got)
        sock.close()
