"""TLS as Gemini has it: versions, names, resumption, and what is no TLS."""

import shutil
import ssl
import subprocess

import pytest
from client import Tls, connect, gemini, plain
from gemini_cases import line
from test_gemini_wire import ended_well

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
VERSIONS = pytest.mark.parametrize("version", [V12, V13], ids=["1.2", "1.3"])
OPENSSL = pytest.mark.skipif(not shutil.which("openssl"),
                             reason="no openssl(1)")

# --- versions ---------------------------------------------------------------


@VERSIONS
@pytest.mark.parametrize("template, status", [
    (b"U/", "20"), (b"U/picture.png", "20"), (b"U/notes", "31"),
    (b"U/no", "51"), (b"http://x/", "53"), (b"/", "59"), (b"a" * 1026, "59")],
    ids=["page", "file", "31", "51", "53", "59", "too long"])
def test_close_notify_ends_every_reply(server, version, template, status):
    reply = gemini(server.gemini, line(server, template) + b"\r\n",
                   low=version, high=version)
    assert reply.version == version.name.replace("_", ".")
    assert reply.status == status and ended_well(reply)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1,
                                     ssl.TLSVersion.TLSv1_1],
                         ids=["1.0", "1.1"])
def test_older_tls_is_refused(server, version):
    reply = gemini(server.gemini, line(server, b"U/\r\n"), low=version,
                   high=version, ciphers="ALL:@SECLEVEL=0")
    assert reply.raw == b"" and reply.error
    # a fatal alert (21) of the server's, protocol_version (70)
    assert reply.wire[:1] == b"\x15" and reply.wire[5:7] == b"\x02\x46"


@VERSIONS
def test_aes_128_is_preferred_whatever_the_client_would_rather(server,
                                                               version):
    """It is the cheapest, and the client's order is no wish of a reader."""
    with Tls(server.gemini, low=version, high=version,
             ciphers="ECDHE+CHACHA20:ECDHE+AES256:ECDHE+AESGCM") as tls:
        assert tls.handshake()
        assert "AES" in tls.tls.cipher()[0] and tls.tls.cipher()[2] == 128


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA",
                                     "aNULL", "AES128-GCM-SHA256"])
def test_weak_ciphers_are_refused(server, ciphers):
    reply = gemini(server.gemini, line(server, b"U/\r\n"), low=V12, high=V12,
                   ciphers=ciphers + ":@SECLEVEL=0")
    assert reply.raw == b"" and reply.error
    assert reply.wire[:1] == b"\x15" and reply.wire[5:7] == b"\x02\x28"


# --- resumption -------------------------------------------------------------


@VERSIONS
def test_a_session_is_resumed_at_any_worker(server, version):
    session = None
    for n in range(12):  # two workers: both have a turn, more than likely
        with Tls(server.gemini, low=version, high=version,
                 session=session) as client:
            assert client.handshake()
            client.send(line(server, b"U/") + b"\r\n")
            reply = client.receive()
            session = client.tls.session
            assert client.tls.session_reused == (n > 0)
        assert reply.status == "20" and ended_well(reply)


def test_every_visit_gets_a_ticket_for_the_next(server):
    """A client that keeps to RFC 8446 C.4 uses each but once."""
    sessions = []
    for _ in range(4):
        with Tls(server.gemini, low=V13, high=V13,
                 session=sessions[-1] if sessions else None) as client:
            assert client.handshake()
            client.send(line(server, b"U/") + b"\r\n")
            client.receive()
            assert client.tls.session_reused == bool(sessions)
            sessions.append(client.tls.session)
    assert len({session.id for session in sessions}) == 4


@VERSIONS
def test_a_session_is_resumed_with_a_reply_of_each_kind(server, version):
    session = None
    for template, status in ((b"U/", "20"), (b"U/no", "51"), (b"/", "59"),
                             (b"U/notes", "31"), (b"U/picture.png", "20")):
        with Tls(server.gemini, low=version, high=version,
                 session=session) as client:
            assert client.handshake()
            client.send(line(server, template) + b"\r\n")
            reply = client.receive()
            assert client.tls.session_reused == (session is not None)
            session = session or client.tls.session
        assert reply.status == status and ended_well(reply)


def s_client(server, *args, data):
    return subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{server.gemini}",
         "-ign_eof", *args], input=data, capture_output=True, timeout=60,
        check=False).stdout


@OPENSSL
def test_early_data_is_not_accepted(server, tmp_path):
    data = line(server, b"U/") + b"\r\n"
    first = s_client(server, "-servername", "localhost", "-sess_out",
                     tmp_path / "session", data=data)
    assert b"Max Early Data: 0" in first and b"\n20 text/gemini" in first
    (tmp_path / "early").write_bytes(data)
    second = s_client(server, "-servername", "localhost", "-sess_in",
                      tmp_path / "session", "-early_data", tmp_path / "early",
                      data=data)
    assert b"Reused, TLSv1.3" in second
    assert b"Early data was not sent" in second
    assert second.count(b"20 text/gemini") == 1


@OPENSSL
def test_renegotiation_is_refused(server):
    said = s_client(server, "-tls1_2", "-servername", "localhost",
                    data=b"R\n" + line(server, b"U/") + b"\r\n")
    assert b"20 text/gemini" not in said


# --- the server's name ------------------------------------------------------


@VERSIONS
@pytest.mark.parametrize("sni, template, status", [
    ("localhost", b"U/", "20"),
    (None, b"U/", "20"),
    (None, b"gemini://other.example:P/", "53"),
    ("LOCALHOST", b"U/", "20"),
    ("unknown.example", b"U/", "53"),
    ("unknown.example", b"gemini://unknown.example:P/", "53"),
    ("x.localhost", b"U/", "53"),
    ("local_host", b"U/", "20"),
], ids=["ours", "none", "none, other host", "capitals", "unknown",
        "unknown, its own host", "a name beneath ours", "no host name"])
def test_server_name(server, version, sni, template, status):
    reply = gemini(server.gemini, line(server, template) + b"\r\n", sni=sni,
                   low=version, high=version)
    assert reply.status == status and ended_well(reply)


@OPENSSL  # Python never sends an address
@pytest.mark.parametrize("name", ["127.0.0.1", "::1", "[::1]", "localhost.",
                                  "-", "a..b"])
def test_a_server_name_that_is_no_host_name_counts_as_none(server, name):
    said = s_client(server, "-quiet", "-servername", name,
                    data=line(server, b"U/") + b"\r\n")
    assert said.startswith(b"20 text/gemini")


# --- extensions and what is no TLS ------------------------------------------


@VERSIONS
@pytest.mark.parametrize("protocols", [["gemini"], ["h2", "http/1.1"]],
                         ids=["gemini", "web"])
def test_alpn_is_ignored(server, version, protocols):
    with Tls(server.gemini, low=version, high=version,
             alpn=protocols) as client:
        assert client.handshake()
        assert client.tls.selected_alpn_protocol() is None
        client.send(line(server, b"U/\r\n"))
        reply = client.receive()
    assert reply.status == "20" and ended_well(reply)


@pytest.mark.parametrize("data", [
    b"gemini://localhost/\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\r\n", b"\0" * 50,
    b"SSH-2.0-x\r\n", b"\x15\x03\x01\0\2\2\0", b"\x17\x03\x03\0\1a",
    b"\x80\x2e\x01\0\2"],
    ids=["gemini", "http", "line end", "nul", "ssh", "an alert", "a record",
         "a hello of SSL 2"])
@pytest.mark.parametrize("half_close", [False, True], ids=["open", "closed"])
def test_plain_text_gets_zero_bytes(server, data, half_close):
    reply = plain(server.gemini, data, half_close=half_close)
    assert reply.raw == b""


def test_a_handshake_that_waits_does_not_hold_others_up(server):
    silent = [connect(server.gemini) for _ in range(100)]
    half = [connect(server.gemini) for _ in range(20)]
    for sock in half:
        sock.sendall(b"\x16\x03\x01")
    assert gemini(server.gemini, line(server, b"U/\r\n")).status == "20"
    for sock in silent + half:
        sock.close()


def test_100_handshakes_that_are_done_do_not_hold_others_up(server):
    idle = [Tls(server.gemini) for _ in range(100)]
    for client in idle:
        assert client.handshake()
    assert gemini(server.gemini, line(server, b"U/\r\n")).status == "20"
    for client in idle:
        client.send(line(server, b"U/notes/plain.txt\r\n"))
        assert client.receive().status == "20"
        client.sock.close()


@pytest.mark.parametrize("at", [1, 5, 6, 43, 100, -1])
def test_a_hello_in_two_pieces(server, at):
    with Tls(server.gemini) as client:
        with pytest.raises(ssl.SSLWantReadError):
            client.tls.do_handshake()
        hello = client.outgoing.read()
        client.sock.sendall(hello[:at])
        client.sock.sendall(hello[at:])
        assert client.handshake()
        client.send(line(server, b"U/\r\n"))
        assert client.receive().status == "20"
