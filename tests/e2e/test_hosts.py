"""Several hosts on one server: who gets what, and nobody what is another's."""

import ssl
import subprocess

import pytest
from client import gemini, gopher, menu, tls_context
from server import Server

CONF = """
# Two hosts with everything of their own.
host "a.example" {
    aliases = { "www.a.example", "bücher.example" }
    capsule = "a"
    lang = "de"
    charset = "utf-8"
}
host "b.example" {
    capsule = "b"
}
listen "127.0.0.1:0" { protocol = gemini }
listen "127.0.0.1:00" { protocol = gemini  public-port = 1965 }
listen "127.0.0.1:000" { protocol = gopher }
listen "127.0.0.1:0000" {
    protocol = gopher
    host = "B.EXAMPLE."
    tls = optional
}
listen "127.0.0.1:00000" { protocol = gopher  tls = only  public-port = 70 }
"""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    tmp = tmp_path_factory.mktemp("hosts")
    for name in "ab":
        (tmp / name).mkdir()
        (tmp / name / f"{name}.txt").write_text(f"A text of {name}.\n")
        (tmp / name / "faq.qa").write_text(f"-\nWhose?\nThat of {name}.\n")
    conf = tmp / "qapsule.conf"
    conf.write_text(CONF)
    one = Server(tmp / "run", conf=conf)
    yield one
    one.stop()


def ask(hosts, host, path="/", sni=None, **kwargs):
    """By the second listener, which is that of port 1965 to all the world."""
    uri = f"gemini://{host}{path}\r\n".encode()
    return gemini(hosts.ports("gemini")[1], uri, sni=sni, **kwargs)


# --- server name and host ---------------------------------------------------


@pytest.mark.parametrize("sni, host, status, shown", [
    ("a.example", "a.example", "20", "a"),
    ("b.example", "b.example", "20", "b"),
    ("www.a.example", "a.example", "20", "a"),
    ("a.example", "WWW.A.EXAMPLE.", "20", "a"),
    ("xn--bcher-kva.example", "bücher.example", "20", "a"),
    ("A.Example", "a.example", "20", "a"),
    ("a.example", "b.example", "53", "a"),
    ("b.example", "a.example", "53", "b"),
    (None, "a.example", "20", "a"),
    (None, "b.example", "20", "a"),
    (None, "c.example", "53", "a"),
    ("c.example", "a.example", "53", "a"),
    ("c.example", "c.example", "53", "a"),
    ("127.0.0.1", "b.example", "20", "a"),
    ("b.example", "c.example", "53", "b"),
])
def test_server_name_and_host(hosts, sni, host, status, shown):
    reply = ask(hosts, host, sni=sni)
    assert reply.status == status
    assert reply.close_notify
    assert f"{shown}.example" in names_of(reply.certificate)


def names_of(der):
    """Good enough for names that stand in a certificate as they are."""
    return der.decode("latin-1")


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("name, told", [
    ("a.example", True), ("www.a.example", True), ("b.example", True),
    ("c.example", False)])
def test_a_server_name_of_use_is_acknowledged(hosts, version, name, told):
    """RFC 6066 3; Python's ssl does not show it."""
    ended = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{hosts.gemini}",
         "-servername", name, "-tlsextdebug", version],
        input="gemini://x/\r\n", capture_output=True, text=True, timeout=60,
        check=False)
    assert "TLS server extension" in ended.stdout
    assert ('extension "server name"' in ended.stdout) == told


def test_each_host_has_its_own_content(hosts):
    assert ask(hosts, "a.example", "/a.txt").status == "20"
    assert ask(hosts, "b.example", "/a.txt").status == "51"
    assert ask(hosts, "b.example", "/faq/whose").text.count("That of b.") == 1


def test_language_and_charset_are_the_hosts(hosts):
    a = "20 text/gemini; charset=utf-8; lang=de"
    assert ask(hosts, "a.example").header == a
    assert ask(hosts, "b.example").header == "20 text/gemini; charset=utf-8"
    text = ask(hosts, "a.example", "/a.txt")
    assert text.header == "20 text/plain; charset=utf-8"
    assert ask(hosts, "b.example", "/b.txt").header == "20 text/plain"


def test_the_public_port_is_served_and_the_bound_one(hosts):
    bound = hosts.ports("gemini")[1]
    assert ask(hosts, "a.example:1965").status == "20"
    assert ask(hosts, f"a.example:{bound}").status == "20"
    assert ask(hosts, f"a.example:{bound + 1}").status == "53"
    direct, uri = hosts.ports("gemini")[0], b"gemini://a.example/\r\n"
    assert gemini(direct, uri, sni="a.example").status == "53"


# --- tickets ----------------------------------------------------------------


@pytest.fixture(params=["1.2", "1.3"])
def version(request):
    return {"1.2": ssl.TLSVersion.TLSv1_2,
            "1.3": ssl.TLSVersion.TLSv1_3}[request.param]


@pytest.mark.parametrize("first, second, resumed", [
    ("a.example", "a.example", True),
    ("b.example", "b.example", True),
    ("a.example", "www.a.example", True),  # one certificate, one host
    ("a.example", None, True),             # likewise
    ("a.example", "b.example", False),
    ("b.example", "a.example", False),
    ("b.example", None, False),
    (None, "b.example", False),
    ("c.example", "b.example", False),
])
def test_a_ticket_is_good_at_its_own_host(hosts, version, first, second,
                                          resumed):
    context = tls_context(version, version)
    before = ask(hosts, first or "a.example", sni=first, context=context)
    assert not before.resumed
    after = ask(hosts, second or "a.example", sni=second, context=context,
                session=before.session)
    assert after.resumed == resumed
    assert after.status == "20"
    name = second or "a.example"
    assert f"{name}" in names_of(after.certificate)


@pytest.mark.parametrize("sni", ["a.example", "b.example", None])
def test_a_resumed_visit_is_held_to_its_host(hosts, version, sni):
    """The name is known on the second visit too."""
    context = tls_context(version, version)
    before = ask(hosts, sni or "a.example", sni=sni, context=context)
    for host in ("a.example", "b.example"):
        after = ask(hosts, host, sni=sni, context=context,
                    session=before.session)
        assert after.resumed
        assert after.status == ("20" if sni in (None, host) else "53")


# --- Gopher -----------------------------------------------------------------


def labels(reply):
    return [item.text for item in menu(reply.raw)]


def test_a_gopher_listener_is_one_hosts(hosts):
    a, b, _ = hosts.ports("gopher")
    assert "a.txt" in labels(gopher(a, b"\r\n"))
    assert "b.txt" in labels(gopher(b, b"\r\n"))
    assert {item.host for item in menu(gopher(b, b"\r\n").raw)
            if item.type != "i"} == {"b.example"}
    assert gopher(b, b"/a.txt\r\n").raw.startswith(b"3")


@pytest.mark.parametrize("sni, shown", [
    ("a.example", "a"), ("b.example", "b"), (None, "b"), ("c.example", "b")])
def test_over_tls_the_server_name_says_which(hosts, sni, shown):
    reply = gemini(hosts.ports("gopher")[1], b"\r\n", sni=sni)
    assert f"{shown}.txt" in labels(reply)
    assert reply.close_notify
    assert f"{shown}.example" in names_of(reply.certificate)


def test_tls_only_answers_no_text(hosts):
    port = hosts.ports("gopher")[2]
    assert gopher(port, b"\r\n").raw == b""
    reply = gemini(port, [b"/", b"\r", b"\n"], sni="a.example")
    assert "a.txt" in labels(reply)
    assert {item.port for item in menu(reply.raw)
            if item.type != "i"} == {70}


def test_clear_is_clear(hosts):
    reply = gemini(hosts.ports("gopher")[0], b"\r\n", sni="a.example")
    assert reply.error and not reply.raw
