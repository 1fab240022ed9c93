"""What is new, followed as a subscriber does."""

import hashlib
import re
import signal
from xml.etree import ElementTree

import pytest
from client import gemini, get, gopher, links, menu
from server import wait_for

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = re.compile(r"\d{4}-\d\d-\d\d \D")
DOCUMENT = """Title: Tea & <cake>
Date: 2024-05-06
-
Id: price
Updated: 2025-01-31
What does "tea" cost <now> & then?
Two.
-
Id: when
When?
At five.
"""


@pytest.fixture
def tea(start, tmp_path):
    folder = tmp_path / "tea"
    folder.mkdir()
    (folder / "tea.qa").write_text(DOCUMENT)
    return start(capsule=folder)


def fetch(server, path):
    reply = get(server, path)
    assert reply.status == "20", reply.header
    return reply


def entries(xml):
    """(title, address, time) of a feed that has all that RFC 4287 4.1 asks."""
    feed = ElementTree.fromstring(xml)
    assert feed.tag == ATOM + "feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    for element in [feed, *feed.iter(ATOM + "entry")]:
        for name in "id", "title", "updated":
            assert len(element.findall(ATOM + name)) == 1, name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT12:00:00Z",
                            element.find(ATOM + "updated").text)
    found = [(e.find(ATOM + "title").text, e.find(ATOM + "link").get("href"),
              e.find(ATOM + "updated").text[:10])
             for e in feed.iter(ATOM + "entry")]
    assert len({e.find(ATOM + "id").text
                for e in feed.iter(ATOM + "entry")}) == len(found)
    return found


def test_new_can_be_subscribed_to(tea):
    text = fetch(tea, "/new").text
    assert text.startswith("# ")
    dated = [(target, label) for target, label in links(text)
             if DAY.match(label)]
    assert dated == [
        ("/tea/price", '2025-01-31 What does "tea" cost <now> & then?'),
        ("/tea/", "2024-05-06 Tea & <cake>")]
    assert ("/new", "New and changed") in links(fetch(tea, "/").text)


def test_a_page_can_be_subscribed_to(tea):
    text = fetch(tea, "/tea/").text
    assert [target for target, label in links(text) if DAY.match(label)] == \
        ["/tea/price"]


def test_atom_is_well_formed_and_leads_to_the_pages(tea):
    reply = fetch(tea, "/atom.xml")
    assert reply.meta == "application/atom+xml"
    found = entries(reply.body)
    assert [(title, day) for title, _, day in found] == [
        ('What does "tea" cost <now> & then?', "2025-01-31"),
        ("Tea & <cake>", "2024-05-06")]
    for _, href, _ in found:
        assert gemini(tea.gemini, href.encode() + b"\r\n").status == "20"


def test_a_reader_of_feeds_finds_no_fault_in_atom(tea):
    feedparser = pytest.importorskip("feedparser",
                                     reason="no python3-feedparser here")
    for body, prefix in (
            (fetch(tea, "/atom.xml").body, f"gemini://localhost:{tea.gemini}/"),
            (gopher(tea.gopher, b"/atom.xml\r\n").raw,
             f"gopher://localhost:{tea.gopher}/")):
        feed = feedparser.parse(bytes(body))
        assert feed.version == "atom10" and not feed.bozo
        assert feed.feed.author and feed.feed.links[0].rel == "self"
        assert [(e.title, tuple(e.updated_parsed[:3]))
                for e in feed.entries] == [
            ('What does "tea" cost <now> & then?', (2025, 1, 31)),
            ("Tea & <cake>", (2024, 5, 6))]
        assert all(e.link.startswith(prefix) and e.id for e in feed.entries)


def test_gopher_has_both(tea):
    items = menu(gopher(tea.gopher, b"/new\r\n").raw)
    assert ("0", "/tea/price") in [(i.type, i.selector) for i in items]
    raw = gopher(tea.gopher, b"/atom.xml\r\n").raw
    prefix = f"gopher://localhost:{tea.gopher}/"
    assert [href for _, href, _ in entries(bytes(raw))] == \
        [prefix + "0/tea/price", prefix + "1/tea/"]


UNDATED = "Title: Tea\n-\nId: price\nWhat does it cost?\nTwo.\n"


@pytest.fixture
def years_later(start, tmp_path):
    """A server of what was first published in 2020: so says its ledger, and
    no document."""
    (tmp_path / "undated").mkdir()
    (tmp_path / "undated" / "tea.qa").write_text(UNDATED)
    how = {"capsule": tmp_path / "undated",
           "args": ["--no-watch", "--state", tmp_path / "state"]}
    start(**how).stop()
    ledger = tmp_path / "state" / "localhost.ledger"
    lines = re.sub(r"20\d\d-\d\d-\d\dT", "2020-02-03T",
                   ledger.read_text().rpartition("end\t")[0])
    seal = hashlib.sha256(lines.encode()).hexdigest()[:16]
    ledger.write_text(f"{lines}end\t{seal}\n")
    return start(**how)


def news(server):
    return [(target, label[:4]) for target, label
            in links(fetch(server, "/new").text) if DAY.match(label)]


def news_after_reload(server):
    before = server.errors.count("reloaded")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.errors.count("reloaded") > before, "a reload")
    return news(server)


def test_only_words_that_change_are_news(years_later, tmp_path):
    folder = tmp_path / "undated"
    assert news(years_later) == [("/tea/", "2020")]
    (folder / "tea.qa").touch()
    assert news_after_reload(years_later) == [("/tea/", "2020")]
    (folder / "more").mkdir()
    (folder / "tea.qa").rename(folder / "more" / "drinks.qa")
    wait_for(lambda: news_after_reload(years_later) ==
             [("/more/drinks/", "2020")], "the same at its new address")
    (folder / "more" / "drinks.qa").write_text(UNDATED.replace("Two", "Six"))
    wait_for(lambda: "/more/drinks/price" in
             [target for target, year in news_after_reload(years_later)
              if year != "2020"], "what has changed")


def test_the_time_of_a_file_is_not_news(tea, start, tmp_path):
    first = fetch(tea, "/new").body
    (tmp_path / "tea" / "tea.qa").touch()
    again = start(capsule=tmp_path / "tea")
    assert fetch(again, "/new").body == first
