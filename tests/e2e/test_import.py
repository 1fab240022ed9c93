"""qapsule import, as an author uses it; and that nothing is lost on the way."""

import json
import random
import re
import subprocess

import pytest
from server import BINARY, DEADLINE, run

FAQ = {"title": "Ferry", "faqs": [
    {"id": "fare", "question": "What does it cost?", "answer": "Two crowns."},
    {"question": "When?", "answer": "At *six*, see [the plan](#fare)."}]}

DOCUMENT = """\
Title: Ferry

-
Id: fare
What does it cost?
Two crowns.

-
Id: when
When?
At *six*, see [the plan](#fare).
"""


@pytest.fixture
def faq(tmp_path):
    path = tmp_path / "ferry.json"
    path.write_text(json.dumps(FAQ))
    return path


def loads(path):
    """Checks that a document is read without a word about it."""
    ended = run("check", path)
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 2, ended.stdout
    assert "0 errors, 0 warnings" in ended.stdout


def import_to(tmp_path, form, source, *flags):
    """Imports a source into a document, which is returned."""
    path = tmp_path / f"source.{form}"
    path.write_text(source, encoding="utf-8")
    out = tmp_path / "out.qa"
    ended = run("import", form, *flags, "--force", "-o", out, path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ""
    loads(out)
    return out


def page(questions):
    """A web page with questions in its data."""
    for question in questions:
        question["@type"] = "Question"
    data = json.dumps({"@type": "FAQPage", "mainEntity": questions})
    # as the authors of pages have to write it
    data = data.replace("</", "<\\/").replace("<!--", "<\\u0021--")
    return (f"<!DOCTYPE html><title>Page</title>"
            f'<script type="application/ld+json">{data}</script><p>Text')


# --- the command ------------------------------------------------------------


def test_a_document_comes_out_on_standard_output(faq):
    ended = run("import", "json", faq)
    assert (ended.returncode, ended.stdout) == (0, DOCUMENT)
    assert ended.stderr == ""


def test_standard_input_will_do(faq):
    ended = subprocess.run(
        [BINARY, "import", "json", "-"], input=faq.read_text(), text=True,
        capture_output=True, timeout=DEADLINE, check=False)
    assert (ended.returncode, ended.stdout) == (0, DOCUMENT)


def test_a_file_is_not_replaced_unless_forced(faq, tmp_path):
    out = tmp_path / "out.qa"
    ended = run("import", "json", "-o", out, faq)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert out.read_text() == DOCUMENT
    loads(out)
    out.write_text("mine")
    ended = run("import", "json", "-o", out, faq)
    assert ended.returncode == 1
    assert str(out) in ended.stderr and "--force" in ended.stderr
    assert out.read_text() == "mine"
    assert run("import", "json", "--force", "-o", out, faq).returncode == 0
    assert out.read_text() == DOCUMENT
    assert sorted(file.name for file in tmp_path.iterdir()) == \
        ["ferry.json", "out.qa"]


def test_a_dry_run_lists_questions_and_writes_nothing(faq, tmp_path):
    out = tmp_path / "out.qa"
    ended = run("import", "json", "--dry-run", "-o", out, faq)
    assert ended.returncode == 0
    assert ended.stdout.splitlines() == [
        "Ferry", "faqs[0]: What does it cost? [fare]",
        "faqs[1]: When? [when]", "2 questions"]
    assert not out.exists()


def test_title_and_base_can_be_given(tmp_path):
    out = import_to(tmp_path, "json", '{"Q?": "[a](b)"}', "--title", "Mine",
                    "--base", "https://h/x/")
    assert out.read_text() == \
        "Title: Mine\n\n-\nId: q\nQ?\n[a](https://h/x/b)\n"


def test_every_format_comes_out_alike(tmp_path):
    expected = "Title: F\n\n-\nId: how\nHow?\nSo.\n"
    sources = {
        "json": '[{"q": "How?", "a": "So."}]', "yaml": "How?: So.",
        "jsonld": page([{"name": "How?", "acceptedAnswer": {"text": "So."}}]),
        "text": "1. How?\n\nSo.\n"}
    for form, source in sources.items():
        out = import_to(tmp_path, form, source, "--title", "F")
        assert out.read_text() == expected
    out = import_to(tmp_path, "text", "Q: How?\nSubject: Why?\n\nSo.\n",
                    "--title", "F", "--style", "usenet")
    assert "\nWhy?\nSo.\n" in out.read_text()


def test_what_is_left_out_is_told(tmp_path):
    path = tmp_path / "f.json"
    path.write_text('[{"q": "A?", "a": "B", "rank": 1}, {"q": "C?"}]')
    ended = run("import", "json", path)
    assert ended.returncode == 0
    assert ended.stderr.splitlines() == [
        f'{path}: note: [1]: dropped: no answer to "C?" [N603]',
        f"{path}: note: [0].rank dropped [N601]"]


@pytest.mark.parametrize("words", [
    (), ("json",), ("xml", "f"), ("json", "f", "g"), ("json", "--what", "f"),
    ("json", "--base", "nowhere", "f"), ("text", "--style", "free", "f")],
    ids=" ".join)
def test_wrong_usage_is_told_and_exits_2(words):
    ended = run("import", *words)
    assert ended.returncode == 2
    assert ended.stderr and not ended.stdout


def test_help_names_the_formats():
    ended = run("import", "--help")
    assert ended.returncode == 0
    for form in ("json", "yaml", "jsonld", "text"):
        assert form in ended.stdout


def test_the_server_is_not_linked_with_what_reads_foreign_formats():
    needed = subprocess.run(["readelf", "-d", BINARY], capture_output=True,
                            text=True, check=True).stdout
    assert "NEEDED" in needed
    for library in ("jansson", "yaml"):
        assert library not in needed


# --- bad input --------------------------------------------------------------


def refused(tmp_path, form, source, *flags):
    """What is said of a source of which nothing is written."""
    path, out = tmp_path / f"bad.{form}", tmp_path / "out.qa"
    path.write_bytes(source)
    ended = run("import", form, *flags, "-o", out, path)
    assert ended.returncode == 1
    assert ended.stdout == "" and not out.exists()
    assert ended.stderr.startswith(f"{path}:")
    return ended.stderr.replace(f"{path}:", "")


@pytest.mark.parametrize("source, said", [
    ('{"Café?": "é"}'.encode("cp1252"), r"1: error: .*WINDOWS-1252.*E001"),
    ('{"Q?": "A"}'.encode("utf-16"), r"1: error: .*UTF-16.*E001"),
    (b'{\n"Q?": "\0"}', r"2: error: control character 0x00.*E002"),
    (b'{\r"Q?": "A"}', r"1: error: carriage return.*E003"),
    (b" \n", r"1: error: empty file.*E200"),
    (b'{\n\n"Q?": "A",}', r"3: error: not JSON.*E601"),
    (b'{"Q?": "A"', r"2: error: not JSON: .* end of file.*E601"),
    (b'{"a": "b"}', r" error: no questions found.*E604"),
    (b"[" * 500 + b"]" * 500, r" error: nested deeper.*E605"),
    (b"[" * 3000000, r"1: error: not JSON.*E601"),
    (b'[["Q?","A"]' + b" " * (4 << 20) + b"]", r"1: error: file larger.*E005"),
    (json.dumps([[f"Q{i}?", "A"] for i in range(5001)]).encode(),
     r" error: more than 5000 questions.*E006")],
    ids=["windows-1252", "utf-16", "nul", "lone-cr", "empty", "comma", "cut",
         "nothing", "deep", "very-deep", "large", "many"])
def test_bad_json_is_refused_with_its_line(tmp_path, source, said):
    assert re.match(said, refused(tmp_path, "json", source))


@pytest.mark.parametrize("form, source, said", [
    ("yaml", "Café?: é".encode("cp1252"), r"1: error: .*WINDOWS-1252.*E001"),
    ("yaml", b"a:\n  b\n c: d\n", r"\d: error: not YAML.*E601"),
    ("yaml", b"- " * 2000000, r"1: error: nested deeper.*E605"),
    ("yaml", b"[" * 4000000, r"1: error: nested deeper.*E605"),
    ("yaml", b"a: &a [x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (i, i, b"*%c," % (i - 1) * 20)
        for i in b"bcdefghijklm"), r"7: error: aliases.*E605"),
    ("jsonld", "<p>Café".encode("cp1252"), r"1: error: .*E001"),
    ("jsonld", b"<p>" * 1300000, r" error: no script.*E603"),
    ("jsonld", b'<a href="' * 400000, r" error: no script.*E603"),
    ("jsonld", b"<!--" * 1000000, r" error: no script.*E603"),
    ("jsonld", page([{"name": "Q?"}]).encode(), r" .*no questions.*E604"),
    ("text", "Q: Café?".encode("utf-16"), r"1: error: .*UTF-16.*E001"),
    ("text", b"Q: Why?\rA: So.", r"1: error: carriage return.*E003"),
    ("text", b"1. x\n" * 800000, r" error: no questions found.*E604"),
    ("text", b"Q:" * 2000000, r" .*E60")],
    ids=["cp1252", "indent", "deep", "very-deep", "bomb", "page-cp1252",
         "open-tags", "open-quotes", "open-comments", "no-answer",
         "text-utf-16", "text-cr", "text-numbers", "text-signs"])
def test_bad_input_of_other_formats_is_refused(tmp_path, form, source, said):
    assert re.search("^" + said, refused(tmp_path, form, source),
                     re.MULTILINE)


def test_a_byte_order_mark_and_crlf_do_not_matter(tmp_path):
    path = tmp_path / "f.json"
    path.write_bytes(b'\xef\xbb\xbf{\r\n"Q?": "A"\r\n}\r\n')
    ended = run("import", "json", path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("\nQ?\nA\n")


def test_a_missing_file_is_named(tmp_path):
    ended = run("import", "json", tmp_path / "none.json")
    assert ended.returncode == 1
    assert "none.json" in ended.stderr


def test_five_thousand_questions_are_imported(tmp_path):
    faqs = [{"q": f"Number {i}?", "a": f"Answer {i}. " * 30}
            for i in range(5000)]
    out = import_to(tmp_path, "json", json.dumps(faqs))
    assert out.read_text().count("\n-\n") == 5000


# --- no word is lost --------------------------------------------------------

MARKS = ["-", "- ", "* ", "1. ", "12) ", "=> ", "%%", "> ", "### ", "# ",
         "```", "```sh", "~~~", "\\", "\\-", "Id: ", "Title: ", "[", "](",
         ")", "<", "< ", ">", "`", "**", "_", "|", "\n|", "===", "---",
         "\n===\n", "\n", "\n\n", "\n    ", "\n  - ", "\n> ", "\t", "  ",
         "\u00a0", "\u2028", "\u202e", "\u0085", "e\u0301", "漢字", "かな、",
         "한국 ", "שלום", "ไทย", "👩‍👩‍👧", "?", ".", "&", "http://h/"]


class Author:
    """Writes texts full of marks, in which every word is another one."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.words = 0

    def word(self):
        self.words += 1
        return f"w{self.words}w"

    def text(self, most, marks=MARKS):
        pieces = []
        for _ in range(self.random.randint(1, most)):
            pieces.append(self.random.choice(marks)
                          if self.random.random() < 0.6 else
                          self.random.choice([" ", "\n", ""]))
            pieces.append(self.word())
        return "".join(pieces)


def words_of(text):
    return re.findall(r"w\d+w", text)


def rendered(out, form):
    # as wide as can be: a word that is too long for a line is cut
    ended = run("render", "--as", form, "--width", 1000, out, "all")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def assert_no_word_lost(out, author):
    """In order, too: whatever became of the marks between the words."""
    expected = [f"w{i + 1}w" for i in range(author.words)]
    for form in ("gemini", "gopher"):
        found = words_of(rendered(out, form))
        assert list(dict.fromkeys(found)) == expected


def as_page(faqs):
    return page([{"name": faq["q"], "acceptedAnswer": {"text": faq["a"]}}
                 for faq in faqs])


# YAML's double-quoted strings are JSON's, but for what JSON may leave as it is
SOURCES = {
    "json": json.dumps,
    "yaml": lambda faqs: "".join(
        f"- q: {json.dumps(faq['q'], ensure_ascii=False)}\n"
        f"  a: {json.dumps(faq['a'], ensure_ascii=False)}\n"
        for faq in faqs),
    "jsonld": as_page}


@pytest.mark.parametrize("form", SOURCES)
@pytest.mark.parametrize("seed", range(4))
def test_no_word_is_lost(tmp_path, form, seed):
    author = Author(seed)
    faqs = [{"q": author.text(8), "a": author.text(60)} for _ in range(20)]
    out = import_to(tmp_path, form, SOURCES[form](faqs))
    assert_no_word_lost(out, author)


TAGS = ["<p>", "</p>", "<br>", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>",
        "<ol start=3>", "</ol>", "<h2>", "</h2>", "<pre>", "</pre>", "<code>",
        "</code>", "<blockquote>", "</blockquote>", "<table>", "<tr>", "<td>",
        "</table>", "<div class='x'>", "</div>", "<a href='http://h/'>",
        "<a href='#x'>", "</a>", "<!-- - -->", "<my-name>", "&amp;", "&lt;b&gt;",
        "&nbsp;", "&#x2028;", "< ", "<", "\n", "\n\n", "- ", "=> ", "\n-\n"]


@pytest.mark.parametrize("seed", range(6))
def test_no_word_of_html_is_lost(tmp_path, seed):
    author = Author(seed)
    faqs = [{"q": f"<i>{author.word()}</i>",
             "a": f"<p>{author.text(60, TAGS)}</p>"} for _ in range(20)]
    assert_no_word_lost(import_to(tmp_path, "jsonld", as_page(faqs)), author)


@pytest.mark.parametrize("sign", ["Q: {}\nA: {}", "{i}. {}?\n\n{}",
                                  "Subject: {}\n\n{}\n\n-----"])
def test_no_word_of_text_is_lost(tmp_path, sign):
    author = Author(1)
    faqs = [sign.format(author.word(), author.text(60, ["- ", "=> ", "\n", "  ",
            "%% ", "> ", "\n\n    ", "\n\n", "|", "\\", "```", "<b>", "&amp;"]),
            i=i + 1) for i in range(20)]
    assert_no_word_lost(import_to(tmp_path, "text", "\n\n".join(faqs)), author)
