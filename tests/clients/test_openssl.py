"""openssl s_client: what any program sees that trusts nothing but bytes."""

import subprocess

import pytest
from conftest import ZONE, needs
from screen import DEADLINE

pytestmark = needs("openssl")


def fetch(server, url, *flags):
    """A reply, from a server whose certificate is checked name and all."""
    certificate = server.certs / "localhost.crt"
    return subprocess.run(
        ["openssl", "s_client", "-quiet", "-verify_quiet",
         "-connect", f"127.0.0.1:{server.gemini}", "-servername", "localhost",
         "-CAfile", str(certificate), "-verify_hostname", "localhost",
         "-verify_return_error", *map(str, flags)],
        input=f"gemini://localhost:{server.gemini}{url}\r\n".encode(),
        check=True, capture_output=True, timeout=DEADLINE).stdout


@pytest.mark.parametrize("path, words", [
    ("/", ["# Harbour office", "=> /ferries/ Ferries of the harbour"]),
    ("/ferries/", ["# Ferries of the harbour",
                   "=> /ferries/leave When does the ferry leave?"]),
    ("/ferries/leave", ["# When does the ferry leave?", "At nine.",
                        "=> /timetable.gmi timetable"]),
    ("/ferries/all", ["## When does the ferry leave?", "朝九時に出ます。",
                      "a long line of words " * 19]),
    ("/search?ice", ["# Search: ice", "=> /ferries/winter Why is"]),
])
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_pages_come_whole(server, path, words, version):
    header, _, body = fetch(server, path, version).partition(b"\r\n")
    assert header.startswith(b"20 text/gemini; charset=utf-8")
    text = body.decode()
    assert [word for word in words if word not in text] == []
    assert b"\r" not in body


@pytest.mark.parametrize("path, header", [
    ("/search", b"10 "), ("/boats/", b"31 /ferries/"),
    ("/ferries/why-closed", b"31 /ferries/winter"),
    ("/nowhere", b"51 Not found"), ("/drafts/plan", b"60 ")])
def test_answers_of_a_line(server, path, header):
    reply = fetch(server, path)
    assert reply.startswith(header)
    assert reply.endswith(b"\r\n") and reply.count(b"\n") == 1


def test_a_picture_comes_whole(server):
    reply = fetch(server, "/lamp.png")
    assert reply.startswith(b"20 image/png\r\n\x89PNG")
    assert reply.endswith(b"IEND\xaeB`\x82")


def test_a_certificate_opens_what_is_for_its_owner(server, friend):
    reply = fetch(server, ZONE, "-cert", friend.certificate,
                  "-key", friend.key)
    assert reply.startswith(b"20 ") and b"A second boat" in reply


def test_another_certificate_does_not(server, stranger):
    assert fetch(server, ZONE, "-cert", stranger.certificate,
                 "-key", stranger.key).startswith(b"61 ")
