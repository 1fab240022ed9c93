"""Markdown and gemtext, served: questions and prose on both protocols."""

import pytest
from client import gemini, get, gopher, links, menu
from server import Server, run

BOATS = """\
---
title: Boats
---
A few words. See [the log](log.md), the
[other boats](more/kayaks.md#who-steers) and
![a boat](boat.png) below.

## Afloat

### Does it float?

**Yes**, mostly; _see_ [below](#why-not).

| tide | depth |
|------|------:|
| low  | 2     |

### Why not?

Holes.
"""

LOG = """\
# The log

Written by [the master](#master) of the boat, who has been at sea for a long \
time and goes on about it, at https://example.org/log and elsewhere.

## May

> Rain.

1. up
2. down

```
=> not a link
```

=> neither is this
"""

KAYAKS = """\
# Kayaks
## Who steers?
Everyone.
Nobody.
=> ../log.md#may The log
## Who bails?
The dog.
"""


@pytest.fixture(scope="module")
def capsule(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    (folder / "boats.md").write_text(BOATS)
    (folder / "log.md").write_text(LOG)
    (folder / "more").mkdir()
    (folder / "more" / "kayaks.md").write_text(KAYAKS.replace(
        "=> ../log.md#may The log", "[The log](../log.md#may)"))
    (folder / "more" / "canoes.gmi").write_text(KAYAKS.replace("ayak", "anoe"))
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory, capsule):
    running = Server(tmp_path_factory.mktemp("server"), capsule=capsule)
    yield running
    running.stop()


def page(server, path):
    reply = get(server, path)
    assert reply.status == "20", (path, reply.header)
    assert reply.meta.startswith("text/gemini")
    return reply.text


def selected(server, selector):
    raw = gopher(server.gopher, selector.encode() + b"\r\n").raw
    assert raw and not raw.startswith(b"3"), (selector, raw)
    return raw


def test_check_says_what_each_file_is(capsule):
    done = run("check", capsule)
    assert done.returncode == 0
    said = done.stdout.replace(f"{capsule}/", "").splitlines()
    assert said[:-1] == [
        "boats.md: questions and answers (2)",
        "log.md: prose page",
        "more/canoes.gmi: questions and answers (2)",
        "more/kayaks.md: questions and answers (2)"]


def test_questions_in_markdown_have_addresses(server):
    text = page(server, "/boats/")
    assert text.startswith("# Boats\n")
    assert "\n## Afloat\n" in text
    labels = [label for _, label in links(text)]
    assert "Does it float?" in labels
    assert "Why not?" in labels
    answer = page(server, "/boats/does-it-float")
    assert "\nYes, mostly; see below.\n" in answer
    assert "\n```\ntide  depth\n----  -----\nlow       2\n```\n" in answer
    assert ("/boats/why-not", "below") in links(answer)


def test_documents_name_each_other_by_file(server):
    found = dict((label, target) for target, label
                 in links(page(server, "/boats/")))
    assert found["the log"] == "/log.md"
    assert found["other boats"] == "/more/kayaks/who-steers"
    assert found["a boat"] == "/boat.png"
    answer = links(page(server, "/more/kayaks/who-steers"))
    assert ("/log.md", "The log") in answer
    reply = gemini(server.gemini, b"gemini://localhost:%d/boats.md\r\n"
                   % server.gemini)
    assert reply.status == "31"
    assert reply.meta.endswith("/boats/")


def test_questions_in_gemtext_keep_their_lines(server):
    answer = page(server, "/more/canoes/who-steers")
    assert "\nEveryone.\nNobody.\n=> /log.md The log\n" in answer
    assert b"Everyone.\r\nNobody.\r\n" in selected(
        server, "/more/canoes/who-steers")


def test_prose_in_markdown_is_gemtext(server):
    text = page(server, "/log.md")
    assert text.startswith("# The log\n\nWritten by the master of the boat, ")
    assert "\n## May\n\n> Rain.\n" in text
    assert "\n```\n=> not a link\n```\n" in text
    assert text.endswith("\n\n => neither is this\n")
    assert links(text) == [("https://example.org/log", "")]


def test_prose_is_a_menu_on_gopher(server):
    items = menu(selected(server, "/log.md"))
    texts = [item.text for item in items]
    assert all(len(text) <= 70 for text in texts)
    words = " ".join(" ".join(texts).split())
    assert "who has been at sea for a long time and goes on" in words
    assert "> Rain." in texts
    assert "=> not a link" in texts
    assert "=> neither is this" in texts
    assert texts[texts.index("May") + 1] == "---"
    assert [(item.type, item.selector) for item in items
            if item.type != "i"] == [
        ("h", "URL:https://example.org/log"), ("1", "/")]
