"""What the operator says of addresses: moved, or gone."""

import pytest
from client import gemini, gopher, menu
from server import Server

CONF = """
host "localhost" {
    redirect "/once" { to = "/faq/" }
    redirect "/old/" { to = "/faq/"  permanent = yes }
    redirect "/old/exact" { to = "/faq/why" }
    redirect "/elsewhere/" { to = "gemini://other.example/a/" }
    redirect "/phlog" { to = "gopher://other.example:7070/1/phlog" }
    redirect "/asked" { to = "/faq/why?x=1" }
    redirect "/blank page/é" { to = "/faq/" }
    gone = { "/withdrawn", "/2019/" }
}
listen "127.0.0.1:0" { protocol = gemini }
listen "127.0.0.1:00" { protocol = gopher }
"""


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    tmp = tmp_path_factory.mktemp("moved")
    (tmp / "capsule").mkdir()
    (tmp / "capsule" / "faq.qa").write_text("Title: F\n\n-\nWhy?\nBecause.\n")
    (tmp / "capsule" / "withdrawn").write_text("There, but gone.\n")
    conf = tmp / "qapsule.conf"
    conf.write_text(CONF)
    one = Server(tmp / "run", conf=conf)
    yield one
    one.stop()


@pytest.mark.parametrize("path, header", [
    ("/once", "30 /faq/"),
    ("/once/", "30 /faq/"),
    ("/once?query", "30 /faq/"),  # the query stays behind
    ("/onceagain", "51"),
    ("/once/more", "51"),
    ("/old", "31 /faq/"),
    ("/old/", "31 /faq/"),
    ("/old/why", "31 /faq/why"),
    ("/old/a%20b/%C3%A9/", "31 /faq/a%20b/%C3%A9/"),
    ("/old//evil.example", "31 /faq/evil.example"),
    ("/old/a:b", "31 /faq/a%3Ab"),
    ("/old/exact", "30 /faq/why"),
    ("/old/exact/more", "31 /faq/exact/more"),
    ("/./x/../old/why", "31 /faq/why"),
    ("/elsewhere/", "30 gemini://other.example/a/"),
    ("/elsewhere/b", "30 gemini://other.example/a/b"),
    ("/phlog", "30 gopher://other.example:7070/1/phlog"),
    ("/asked", "30 /faq/why?x=1"),
    ("/blank%20page/%C3%A9", "30 /faq/"),
    ("/withdrawn", "52"),
    ("/withdrawn/", "52"),
    ("/withdrawn2", "51"),
    ("/2019/", "52"),
    ("/2019", "52"),
    ("/2019/a/b", "52"),
    ("/" + "a" * 900, "51"),
    ("/old/" + "%C3%A9" * 160, "31"),
])
def test_gemini_sends_on_or_says_gone(moved, path, header):
    reply = gemini(moved.gemini,
                   f"gemini://localhost:{moved.gemini}{path}\r\n".encode())
    assert reply.header.startswith(header), reply.header
    if len(header) > 2:
        assert reply.header == header
    assert reply.status == header[:2]
    assert not reply.body and reply.close_notify


@pytest.mark.parametrize("selector, shown", [
    (b"/once", b"/faq/why\t"),
    (b"once/", b"/faq/why\t"),
    (b"/old/why", b"Because."),
    (b"/old/exact", b"Because."),
    (b"/asked", b"Because."),
    (b"/blank page/\xc3\xa9", b"/faq/why\t"),
    (b"/blank%20page/%C3%A9", b"/faq/why\t"),
    (b"/old/nothing", b"3'/old/nothing' does not exist"),
    (b"/withdrawn", b"3'/withdrawn' was withdrawn"),
    (b"/2019/a", b"3'/2019/a' was withdrawn"),
])
def test_gopher_serves_it_where_it_was(moved, selector, shown):
    assert shown in gopher(moved.gopher, selector + b"\r\n").raw


@pytest.mark.parametrize("selector, line", [
    (b"/elsewhere/b", ("h", "URL:gemini://other.example/a/b", "localhost")),
    (b"/phlog", ("1", "/phlog", "other.example"))])
def test_gopher_leads_out_by_a_menu(moved, selector, line):
    info, link = menu(gopher(moved.gopher, selector + b"\r\n").raw)
    assert info.type == "i" and "moved" in info.text
    assert (link.type, link.selector, link.host) == line
