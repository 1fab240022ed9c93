"""What readers get: every word of the shipped page, on both protocols, and no
link of ours that leads nowhere."""

import re
from urllib.parse import unquote, urljoin, urlsplit, uses_netloc, uses_relative

import pytest
from client import gemini, get, gopher, links, menu
from conftest import ROOT, SEED

uses_netloc.append("gemini")
uses_relative.append("gemini")

# The shipped page: its intro, then "-", a question, its answer, six times.
INTRO, *ITEMS = (ROOT / "capsule" / SEED).read_text().split("\n-\n")
ITEMS = [tuple(item.strip().split("\n")) for item in ITEMS]
TITLE = "North Korea rejects dialogue"


def words(text):
    """Its words, in order; a line of Gopher text may end behind a hyphen."""
    return " ".join(text.split()).replace("- ", "-")


def fetch(server, path):
    """A Gemini page of ours that must be there."""
    reply = get(server, path)
    assert reply.status == "20", (path, reply.header)
    assert reply.close_notify, path
    return reply


def select(server, selector):
    """A Gopher reply that must not be an error."""
    reply = gopher(server.gopher, selector.encode() + b"\r\n")
    assert reply.eof and reply.raw, selector
    assert not reply.raw.startswith(b"3"), (selector, reply.raw)
    return reply.raw


def target_of(text, label):
    found = [target for target, name in links(text) if name == label]
    assert found, (label, text)
    return found[0]


def entries(raw):
    """The items of a menu with the info lines that go on with their text."""
    found = []
    for item in menu(raw):
        if item.type == "i" and found and found[-1].type != "i" \
                and item.text.startswith(" "):
            found[-1].text += " " + item.text.strip()
        else:
            found.append(item)
    return found


@pytest.fixture(scope="module")
def page(server):
    """Where the root of the capsule says that the page is."""
    home = fetch(server, "/")
    return urljoin("/", target_of(home.text, TITLE))


def test_the_page_has_six_questions():
    assert len(ITEMS) == 6
    assert all(len(item) == 2 for item in ITEMS)


# --- the words, on Gemini ---------------------------------------------------


def test_gemini_says_what_the_page_is(server, page):
    reply = fetch(server, page)
    assert re.match(r"text/gemini(;|$)", reply.meta)
    lines = reply.text.split("\n")
    assert lines[0] == f"# {TITLE}"
    assert INTRO in lines


def test_gemini_lists_the_questions_in_order(server, page):
    labels = [label for _, label in links(fetch(server, page).text)]
    questions = [question for question, _ in ITEMS]
    assert [label for label in labels if label in questions] == questions


@pytest.mark.parametrize("number", range(6))
def test_gemini_answers_word_for_word(server, page, number):
    question, answer = ITEMS[number]
    target = target_of(fetch(server, page).text, question)
    lines = fetch(server, urljoin(page, target)).text.split("\n")
    assert lines[0] == f"# {question}"
    assert answer in lines


def test_gemini_has_the_whole_page_in_order(server, page):
    lines = fetch(server, page + "all").text.split("\n")
    wanted = [f"# {TITLE}", INTRO]
    for question, answer in ITEMS:
        wanted += [f"## {question}", answer]
    assert [line for line in lines if line in wanted] == wanted


def test_gemini_neighbours_lead_through_all_questions(server, page):
    """The links of each answer name the question before and the one after."""
    paths = [urljoin(page, target_of(fetch(server, page).text, question))
             for question, _ in ITEMS]
    for n, path in enumerate(paths):
        there = {urljoin(path, target)
                 for target, _ in links(fetch(server, path).text)}
        near = set(paths[max(n - 1, 0):n + 2]) - {path}
        assert near <= there
        assert {page, "/"} <= there


# --- the words, on Gopher ---------------------------------------------------


def test_gopher_says_what_the_page_is(server, page):
    info = [item.text for item in menu(select(server, page))
            if item.type == "i"]
    assert TITLE in info[0]
    assert words(INTRO) in words(" ".join(info))


def test_gopher_lists_the_questions_in_order(server, page):
    questions = [question for question, _ in ITEMS]
    listed = [item.text for item in entries(select(server, page))
              if item.type == "0"]
    assert [text for text in listed if text in questions] == questions


@pytest.mark.parametrize("number", range(6))
def test_gopher_answers_word_for_word(server, page, number):
    question, answer = ITEMS[number]
    found = [item for item in entries(select(server, page))
             if item.type == "0" and item.text == question]
    text = select(server, found[0].selector).decode()
    assert words(text).startswith(words(question))
    assert words(answer) in words(text)


def test_gopher_has_the_whole_page_in_order(server, page):
    text = words(select(server, page + "all").decode())
    at = text.index(words(INTRO))
    for question, answer in ITEMS:
        at = text.index(words(question), at)
        at = text.index(words(answer), at)


def test_gopher_text_fits_a_screen(server, page):
    raw = select(server, page + "all")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.endswith(b"\r\n") and not raw.endswith(b"\r\n.\r\n")
    for line in raw.decode().split("\r\n"):
        assert len(line) <= 70 and line.isprintable()


def test_gopher_menus_fit_a_screen(server, page):
    for selector in ("", page):
        for item in menu(select(server, selector)):
            assert len(item.text) <= 67


# --- every link -------------------------------------------------------------


def test_the_root_lists_every_page(server):
    for title in (TITLE, "qapsule"):
        text = fetch(server, "/").text
        assert any(title in label for _, label in links(text)), text
        assert any(title in item.text for item in menu(select(server, ""))
                   if item.type == "1")


def test_every_gemini_link_leads_somewhere(server):
    home = f"gemini://localhost:{server.gemini}/"
    seen, todo = {home}, [home]
    while todo:
        url = todo.pop()
        reply = gemini(server.gemini, url.encode() + b"\r\n")
        if reply.status == "10":  # it asks
            reply = gemini(server.gemini, url.encode() + b"?korea\r\n")
        assert reply.status == "20", (url, reply.header)
        if not reply.meta.startswith("text/gemini"):
            continue
        for target, label in links(reply.text):
            assert label, (url, target)
            there = urljoin(url, target)
            assert "#" not in there, (url, target)
            if there.startswith(home) and there not in seen:
                seen.add(there)
                todo.append(there)
    assert len(seen) > 20, seen


def test_every_gopher_link_leads_somewhere(server):
    seen, todo = {("1", "")}, [("1", "")]
    while todo:
        kind, selector = todo.pop()
        raw = select(server, selector)
        if kind != "1":
            continue
        for item in menu(raw):
            assert item.type != "3", (selector, item)
            ours = item.type != "i" and \
                (item.host, item.port) == ("localhost", server.gopher) and \
                not item.selector.startswith("URL:")
            if ours and (item.type, item.selector) not in seen:
                assert item.text.strip(), (selector, item)
                seen.add((item.type, item.selector))
                todo.append((item.type, item.selector))
    assert len(seen) > 20, seen


def test_both_protocols_have_the_same_addresses(server, page):
    gemini_paths = {urlsplit(urljoin(page, target)).path
                    for target, _ in links(fetch(server, page).text)}
    gopher_paths = {unquote(item.selector)
                    for item in menu(select(server, page)) if item.type == "0"}
    assert len(gopher_paths) >= 7
    assert gopher_paths <= {unquote(path) for path in gemini_paths}


# --- files ------------------------------------------------------------------


def test_a_binary_is_the_same_on_both(server, capsule):
    content = (capsule / "picture.png").read_bytes()
    reply = fetch(server, "/picture.png")
    assert reply.meta == "image/png"
    assert reply.body == content
    assert select(server, "/picture.png") == content


def test_a_text_file_is_as_it_is_on_gemini(server, capsule):
    reply = fetch(server, "/notes/plain.txt")
    assert reply.meta.startswith("text/plain")
    assert reply.body == (capsule / "notes" / "plain.txt").read_bytes()


def test_a_text_file_has_crlf_and_no_lone_dot_on_gopher(server):
    lines = select(server, "/notes/plain.txt").decode().split("\r\n")
    assert lines[-1] == ""
    assert [line.strip() for line in lines[:-1]] == \
        ["One.", ".", "..", "Last, no end"]
    assert "." not in lines


def test_a_file_name_with_a_blank_is_reachable(server):
    folder = fetch(server, "/notes/").text
    there = urljoin("/notes/", target_of(folder, "a b.txt"))
    assert fetch(server, there).body == b"A blank in the name.\n"
    found = [item for item in menu(select(server, "/notes/"))
             if item.text == "a b.txt"]
    assert select(server, found[0].selector) == b"A blank in the name.\r\n"


@pytest.mark.parametrize("path", ["/.hidden", "/notes/../../outside.txt",
                                  "/no-such-page", "/notes/plain.txt/"])
def test_what_is_not_there_is_not_there_on_either(server, path):
    reply = get(server, path)
    assert reply.status in ("51", "59") and not reply.body
    raw = gopher(server.gopher, path.encode() + b"\r\n").raw
    if not path.endswith("/"):  # Gopher forgives a slash at the end
        assert menu(raw)[0].type == "3"


def test_an_address_without_its_slash_is_moved_on_gemini(server, page):
    reply = get(server, page.rstrip("/"))
    assert reply.status == "31"
    assert urljoin(f"gemini://localhost:{server.gemini}/", reply.meta) == \
        f"gemini://localhost:{server.gemini}{page}"
    assert menu(select(server, page.rstrip("/")))
