"""Searching, by the links that a reader finds, on both protocols."""

from urllib.parse import quote, urljoin

import pytest
from client import get, gopher, links, menu

QUESTIONS = """Title: 항구
Lang: ko
-
Id: ferry
배는 언제 떠납니까?
매일 아침 아홉 시에 부두에서 떠납니다.
-
Id: cafe
Où est le café de l'école ?
Derrière la gare, près du kiosque.
"""


def select(server, line):
    return menu(gopher(server.gopher, line.encode() + b"\r\n").raw)


@pytest.fixture
def harbour(start, tmp_path):
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "faq.qa").write_text(QUESTIONS)
    return start(capsule=folder)


def paths(server, query):
    """What a query finds, by Gemini and by Gopher."""
    found = [target for target, _ in
             links(get(server, "/search?" + quote(query)).text)]
    listed = [item.selector for item in select(server, f"/search\t{query}")
              if item.type in "01"]
    return [p for p in found if p not in ("/", "/search")], \
        [p for p in listed if p != "/"]


def test_home_and_page_lead_to_a_search_on_gemini(harbour):
    home = dict((label, target) for target, label
                in links(get(harbour, "/").text))
    assert get(harbour, home["Search"]).status == "10"
    page = home["항구"]
    there = [urljoin(page, target) for target, label
             in links(get(harbour, page).text) if label == "Search in 항구"]
    reply = get(harbour, there[0])
    assert reply.status == "10" and "항구" in reply.meta
    reply = get(harbour, there[0] + "?" + quote("떠납니까"))
    assert reply.status == "20" and "lang=ko" in reply.meta
    assert "/faq/ferry" in [target for target, _ in links(reply.text)]


def test_home_and_page_lead_to_a_search_on_gopher(harbour):
    home, = [item for item in select(harbour, "") if item.type == "7"]
    page, = [item for item in select(harbour, "/faq/") if item.type == "7"]
    for item in home, page:
        assert item.port == harbour.gopher
        found = select(harbour, item.selector + "\tkiosque")
        assert ("0", "/faq/cafe") in [(i.type, i.selector) for i in found]


@pytest.mark.parametrize("query, first", [
    ("배", "/faq/ferry"), ("아홉 시", "/faq/ferry"),
    ("cafe", "/faq/cafe"), ("ecole", "/faq/cafe"),
    ("DERRIERE la gare", "/faq/cafe"), ("kios", "/faq/cafe"),
    ('"la gare, près"', "/faq/cafe")])
def test_both_protocols_find_the_same(harbour, query, first):
    by_gemini, by_gopher = paths(harbour, query)
    assert by_gemini[0] == first
    assert by_gemini == by_gopher


def test_a_misspelt_word_leads_to_the_right_one(harbour):
    reply = get(harbour, "/search?kiosqe")
    again = [target for target, label in links(reply.text)
             if label.startswith("Did you mean")]
    assert "/faq/cafe" in get(harbour, again[0]).text


def test_nothing_of_the_capsule_stands_in_for_a_search(start, tmp_path):
    folder = tmp_path / "clash"
    (folder / "search").mkdir(parents=True)
    (folder / "search" / "note.txt").write_text("Found.\n")
    (folder / "faq.qa").write_text(QUESTIONS)
    one = start(capsule=folder)
    assert f"{folder}/search/note.txt:1: error: address \"/search\"" \
        in one.errors
    assert get(one, "/search").status == "10"
    assert get(one, "/search/note.txt").status == "51"
    assert get(one, "/search?cafe").status == "20"


def test_a_misspelt_word_leads_to_the_right_one_on_gopher(harbour):
    again, *_ = [item for item in select(harbour, "/search\tkiosqe")
                 if item.text.startswith("Did you mean")]
    assert again.type == "1"
    found = select(harbour, again.selector)
    assert ("0", "/faq/cafe") in [(i.type, i.selector) for i in found]


@pytest.mark.parametrize("path, near", [
    ("/faq/cafee", "/faq/cafe"), ("/faq/fery", "/faq/ferry"),
    ("/faqs/ferry", "/faq/ferry"), ("/fag/", "/faq/"), ("/cafe", "/faq/cafe"),
    ("/a/kiosque", "/faq/cafe")])
def test_a_wrong_address_names_the_nearest(harbour, path, near):
    reply = get(harbour, path)
    assert reply.header == f"51 Not found; the nearest is {near}"
    assert get(harbour, near).status == "20"
    items = select(harbour, path)
    assert items[0].type == "3" and path in items[0].text
    assert [i.selector for i in items if i.type in "01"][0] == near
    assert [i.selector for i in items if i.type == "7"] == ["/search"]


def test_an_address_like_no_other_names_the_home_page(harbour):
    assert get(harbour, "/zzzzzzzzz/qqqqqqqqq").header == \
        "51 Not found; see /"
    items = select(harbour, "/zzzzzzzzz/qqqqqqqqq")
    assert [(i.type, i.selector) for i in items if i.type != "i"] == \
        [("3", ""), ("7", "/search"), ("1", "/")]


@pytest.mark.parametrize("line", [
    "/search", "/search\t", "/search\t\t+", "/search\t !?",
    "/search\t\x01\x02"])
def test_gopher_asks_for_a_query_with_a_search_item(server, line):
    items = select(server, line)
    assert [item.type for item in items] == ["i", "7"]


@pytest.mark.parametrize("query", [
    "%FF%FE", "%22" * 250, "x" * 900, "%00%01", "%", "a%20" * 220,
    "%F0%9F%98%80", "%CC%81" * 140])
def test_strange_queries_are_answered(server, query):
    reply = get(server, "/search?" + query)
    assert reply.status in ("10", "20"), query
    assert reply.close_notify


def test_a_long_gopher_query_is_answered(server):
    words = b"/search\t" + b"korea " * 600
    assert menu(gopher(server.gopher, words + b"\r\n").raw)
    quotes = b"/search\t" + b'"' * 4000
    assert menu(gopher(server.gopher, quotes + b"\r\n").raw)
