"""Gopher requests and what answers them: each rule of a selector line, by
name. A case is all that is sent, and a predicate of all that comes back."""

import html

from client import menu

TEXT = b"One.\r\n"  # how /notes/plain.txt begins


def error(raw):
    """An error menu: a line of type 3, and perhaps the ways on below it."""
    first, *more = menu(raw)
    return first.type == "3" and first.host == "error.host" and \
        all(item.type != "3" for item in more) and \
        (not more or [item.text for item in more[-2:]] == ["Search", "Home"])


def root(raw):
    return any(item.selector.rstrip("/") == "/north-korea-rejects-dialogue"
               for item in menu(raw))


def folder(raw):
    return any(item.selector == "/notes/plain.txt" for item in menu(raw))


def page(raw):
    return any(item.selector == "/qapsule/all" for item in menu(raw))


def text(raw):
    return raw.startswith(TEXT) and not raw.endswith(b"\r\n.\r\n")


def http_refusal(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.0 400 ") and bool(body)


def nothing(raw):
    return raw == b""


def attributes(raw):
    return raw.startswith(b"+-1\r\n+INFO: 1") and raw.endswith(b"\r\n.\r\n")


def finds(raw):
    return any(item.type == "0" and item.selector == "/qapsule/protocols"
               for item in menu(raw))


def finds_nothing(raw):
    """A line of text, the pages, and the search; no error."""
    types = {item.type for item in menu(raw)}
    return types == {"i", "1", "7"} and b"iNothing was found." in raw


def asks(selector):
    """One line of text and the search itself."""
    def check(raw):
        say, search = menu(raw)
        return (say.type, search.type, search.selector) == \
            ("i", "7", selector)
    return check


def exactly(wanted):
    return lambda raw: raw == wanted


def echo(words):
    """An error that repeats the selector so."""
    return lambda raw: error(raw) and \
        menu(raw)[0].text == f"'{words}' does not exist"


def link_to(url):
    """A page of HTML that leads to url, which cannot leave its attribute."""
    def check(raw):
        safe = html.escape(url).replace("&#x27;", "&#39;").encode()
        return raw.lstrip().startswith(b"<!DOCTYPE html>") and \
            b'<a href="' + safe + b'">' in raw and \
            b"url=" + safe + b'"' in raw
    return check


ROOT = {
    "empty line": (b"\r\n", root),
    "slash": (b"/\r\n", root),
    "two slashes": (b"//\r\n", root),
    "dot": (b".\r\n", root),
    "line feed alone": (b"\n", root),
    "carriage return alone": (b"\r", root),
    "slash and line feed": (b"/\n", root),
    "empty line and a tab": (b"\t\r\n", root),
}

LINE = {
    "crlf": (b"/notes/plain.txt\r\n", text),
    "line feed": (b"/notes/plain.txt\n", text),
    "carriage return": (b"/notes/plain.txt\r", text),
    "carriage return and more": (b"/notes/plain.txt\rmore\r\n", text),
    "two line feeds": (b"/notes/plain.txt\n\n", text),
    "lf and cr": (b"/notes/plain.txt\n\r", text),
    "nul": (b"/no\0tes\r\n", error),
    "nul behind the selector": (b"/notes/plain.txt\0\r\n", error),
    "nul behind a tab": (b"/notes/plain.txt\t\0\r\n", error),
    "nul alone": (b"\0\r\n", error),
    "1000 bytes": (b"/" + b"a" * 999 + b"\r\n", error),
    "4096 bytes": (b"/" + b"a" * 4095 + b"\r\n", error),
    "4096 bytes of a good selector": (
        b"/notes" + b"/" * 4081 + b"plain.txt\r\n", text),
    "4097 bytes": (b"/" + b"a" * 4096 + b"\r\n", error),
    "4097 bytes of a good selector": (b"/notes" + b"/" * 4082 +
                                      b"plain.txt\r\n", error),
    "5000 bytes": (b"/" + b"a" * 4999 + b"\r\n", error),
    "5000 bytes of fields": (b"/notes/plain.txt\t" + b"a" * 4983 + b"\r\n",
                             error),
}

SELECTOR = {
    "no leading slash": (b"notes/plain.txt\r\n", text),
    "two leading slashes": (b"//notes/plain.txt\r\n", text),
    "slash inside twice": (b"/notes//plain.txt\r\n", text),
    "file with a slash at its end": (b"/notes/plain.txt/\r\n", text),
    "folder with a slash": (b"/notes/\r\n", folder),
    "folder without a slash": (b"/notes\r\n", folder),
    "folder with neither": (b"notes\r\n", folder),
    "page with a slash": (b"/qapsule/\r\n", page),
    "page without a slash": (b"/qapsule\r\n", page),
    "page with neither": (b"qapsule\r\n", page),
    "type character in front": (b"0/notes/plain.txt\r\n", error),
    "type of a menu in front": (b"1/notes\r\n", error),
    "type character alone": (b"1\r\n", error),
    "other case": (b"/NOTES/plain.txt\r\n", error),
    "blank in front": (b" /notes/plain.txt\r\n", error),
    "blank at the end": (b"/notes/plain.txt \r\n", error),
    "blank in the name": (b"/notes/a b.txt\r\n",
                          exactly(b"A blank in the name.\r\n")),
    "blank, escaped": (b"/notes/a%20b.txt\r\n",
                       exactly(b"A blank in the name.\r\n")),
    "blank, escaped twice": (b"/notes/a%2520b.txt\r\n", error),
    "percent in the name": (b"/notes/100%.txt\r\n", exactly(b"100%\r\n")),
    "percent, escaped": (b"/notes/100%25.txt\r\n", exactly(b"100%\r\n")),
    "a name that looks escaped": (b"/notes/x%41.txt\r\n",
                                  exactly(b"x%41\r\n")),
    "a name that looks escaped, escaped": (b"/notes/x%2541.txt\r\n",
                                           exactly(b"x%41\r\n")),
    "plus in the name": (b"/notes/a+b.txt\r\n", exactly(b"a+b\r\n")),
    "plus for a blank": (b"/notes/two+words.txt\r\n", error),
    "utf-8": ("/notes/caf\u00e9.txt\r\n".encode(), exactly(b"caf\r\n")),
    "utf-8, escaped": (b"/notes/caf%C3%A9.txt\r\n", exactly(b"caf\r\n")),
    "colon": (b"/a:b/c.txt\r\n", exactly(b"colon\r\n")),
    "slash, escaped": (b"/notes%2Fplain.txt\r\n", error),
    "nul, escaped": (b"/notes/plain.txt%00\r\n", error),
    "bad escape": (b"/notes/plain.txt%zz\r\n", error),
    "dot inside": (b"/./notes/./plain.txt\r\n", text),
    "dot dot inside": (b"/x/../notes/plain.txt\r\n", text),
    "dot dot at the end": (b"/notes/..\r\n", root),
    "climbing": (b"/../outside.txt\r\n", error),
    "climbing, no slash": (b"../outside.txt\r\n", error),
    "climbing, escaped": (b"/%2e%2e/outside.txt\r\n", error),
    "climbing, slash escaped": (b"/..%2foutside.txt\r\n", error),
    "climbing from a folder": (b"/notes/../../outside.txt\r\n", error),
    "climbing to ourselves": (b"/../notes/plain.txt\r\n", error),
    "dot file": (b"/.hidden\r\n", error),
    "dot file, escaped": (b"/%2ehidden\r\n", error),
    "dot folder": (b"/.git/config\r\n", error),
    "nothing there": (b"/nope\r\n", error),
    "a host behind a semicolon": (b"/notes;other.example\r\n", error),
    "a query behind a question mark": (b"/notes/plain.txt?q\r\n", error),
    "an absolute file name": (b"/etc/passwd\r\n", error),
    "caps.txt": (b"caps.txt\r\n", lambda raw: raw.startswith(b"CAPS\r\n")),
    "caps.txt with a slash in front": (b"/caps.txt\r\n", lambda raw:
                                       raw.startswith(b"CAPS\r\n")),
    "robots.txt": (b"robots.txt\r\n", lambda raw: raw.startswith(b"#")),
    "robots.txt with a slash in front": (b"/robots.txt\r\n", lambda raw:
                                         raw.startswith(b"#")),
}

PLUS = {
    "plus": (b"/notes/plain.txt\t+\r\n", text),
    "plus and a view": (b"/notes/plain.txt\t+text/plain\r\n", text),
    "plus and a language": (b"/notes/plain.txt\t+text/plain En_US\r\n", text),
    "attributes": (b"/notes/plain.txt\t!\r\n", text),
    "one attribute": (b"/notes/plain.txt\t!+INFO\r\n", text),
    "all attributes of a folder": (b"/notes/\t$\r\n", folder),
    "some attributes of a folder": (b"/notes/\t$+INFO+VIEWS\r\n", folder),
    "query and plus": (b"/notes/plain.txt\tquery\t+\r\n", text),
    "empty query and plus": (b"/notes/plain.txt\t\t+\r\n", text),
    "empty second field": (b"/notes/plain.txt\t\r\n", text),
    "many fields": (b"/notes/plain.txt\ta\tb\tc\td\te\r\n", text),
    "a data block": (b"/notes/plain.txt\t+\t1\r\n+-1\r\nAsk\r\n.\r\n", text),
    "plus at the root": (b"\t+\r\n", root),
    "attributes of the root": (b"\t!\r\n", root),
    "the classic client's start": (b"\t$\r\n", attributes),
    "the same with a slash": (b"/\t$\r\n", attributes),
    "the same, line feed": (b"\t$\n", attributes),
    "plus for what is not there": (b"/nope\t+\r\n", error),
}

FOREIGN = {
    "http get": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", http_refusal),
    "http get of 1.0": (b"GET /notes HTTP/1.0\r\n\r\n", http_refusal),
    "http head": (b"HEAD / HTTP/1.0\r\n\r\n", http_refusal),
    "http post": (b"POST /x HTTP/1.1\r\n\r\nbody", http_refusal),
    "http options": (b"OPTIONS * HTTP/1.1\r\n\r\n", http_refusal),
    "http connect": (b"CONNECT a:443 HTTP/1.1\r\n\r\n", http_refusal),
    "http 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", http_refusal),
    "http, line feed": (b"GET / HTTP/1.0\n\n", http_refusal),
    "http without a version": (b"GET /\r\n", error),
    "http in small letters": (b"get / http/1.1\r\n", error),
    "gemini": (b"gemini://localhost/\r\n", error),
    "gopher uri": (b"gopher://localhost/0/notes/plain.txt\r\n", error),
    "finger": (b"/W user\r\n", error),
    "smtp": (b"EHLO there\r\n", error),
    "ssh": (b"SSH-2.0-x\r\n", error),
    "telnet": (b"\xff\xfd\x18\r\n", error),
    "proxy protocol": (b"PROXY TCP4 1.2.3.4 1.2.3.5 1 2\r\n/\r\n", error),
    "tls hello": (b"\x16\x03\x01\0\xa5\1\0\0\xa1\3\3", nothing),
    "first byte of tls": (b"\x16", nothing),
    "byte of tls and a line": (b"\x16/notes/plain.txt\r\n", nothing),
}

ECHO = {
    "echo": (b"/nope\r\n", echo("/nope")),
    "echo without a slash": (b"nope\r\n", echo("nope")),
    "echo of utf-8": ("/n\u00f6\r\n".encode(), echo("/n\u00f6")),
    "echo of escape sequences": (b"/\x1b[31m\r\n", echo("/%1B[31m")),
    "echo of controls": (b"/\x07\x08\x7f\r\n", echo("/%07%08%7F")),
    "echo of what is not utf-8": (b"/\xff\xfe\r\n", echo("/%FF%FE")),
    "echo of a nul": (b"/a\0b\r\n", echo("/a%00b")),
    "echo of the next line": ("/\u0085\u2028\r\n".encode(),
                              echo("/%C2%85%E2%80%A8")),
    "echo stops at a tab": (b"/nope\tx\t+\r\n", echo("/nope")),
    "echo of what is long": (b"/" + b"a" * 300 + b"\r\n",
                             echo("/" + "a" * 39 + "...")),
    "echo of what is wide": ("/".encode() + "\ud55c".encode() * 100 + b"\r\n",
                             echo("/" + "\ud55c" * 19 + "...")),
    "echo of what is hidden": (b"/.hidden\r\n", echo("/.hidden")),
    "echo of climbing": (b"/../x\r\n", echo("/../x")),
}

URL = {
    "https": (b"URL:https://example.org/\r\n",
              link_to("https://example.org/")),
    "https with a slash in front": (b"/URL:https://example.org/\r\n",
                                    link_to("https://example.org/")),
    "http": (b"URL:http://example.org/a?b=c&d\r\n",
             link_to("http://example.org/a?b=c&d")),
    "gemini link": (b"URL:gemini://example.org/\r\n",
                    link_to("gemini://example.org/")),
    "gopher link": (b"URL:gopher://example.org/1\r\n",
                    link_to("gopher://example.org/1")),
    "ftp": (b"URL:ftp://example.org/\r\n", link_to("ftp://example.org/")),
    "irc": (b"URL:irc://example.org/x\r\n", link_to("irc://example.org/x")),
    "mailto": (b"URL:mailto:a@example.org\r\n",
               link_to("mailto:a@example.org")),
    "capitals": (b"URL:HTTPS://example.org/\r\n",
                 link_to("HTTPS://example.org/")),
    "quotes and angles": (b"URL:https://x/\"><script>'\r\n",
                          link_to("https://x/\"><script>'")),
    "javascript": (b"URL:javascript:alert(1)\r\n", error),
    "data": (b"URL:data:text/html,x\r\n", error),
    "file": (b"URL:file:///etc/passwd\r\n", error),
    "no scheme": (b"URL:example.org\r\n", error),
    "nothing": (b"URL:\r\n", error),
    "a scheme alone": (b"URL:https:\r\n", error),
    "a blank": (b"URL:https://x/ y\r\n", error),
    "a control": (b"URL:https://x/\x01\r\n", error),
    "not utf-8": (b"URL:https://x/\xff\r\n", error),
    "a blank in front of the scheme": (b"URL: javascript:x\r\n", error),
    "small letters": (b"url:https://example.org/\r\n", error),
    "a tab ends it": (b"URL:https://example.org/\tx\r\n",
                      link_to("https://example.org/")),
}

SEARCH = {
    "a word behind a tab": (b"/search\tgemini\r\n", finds),
    "words": (b"/search\tgemini gopher choose\r\n", finds),
    "blanks around": (b"/search\t  gemini  \r\n", finds),
    "line feed alone": (b"/search\tgemini\n", finds),
    "a plus behind the query": (b"/search\tgemini\t+\r\n", finds),
    "what is behind a second tab is dropped":
        (b"/search\tgemini\tzzzz\r\n", finds),
    "a mark for the tab": (b"/search?gemini\r\n", finds),
    "a mark, words and a blank": (b"/search?gemini choose\r\n", finds),
    "a mark and an escaped blank": (b"/search?gemini%20choose\r\n", finds),
    "an item type in front": (b"7/search\tgemini\r\n", error),
    "of one page": (b"/qapsule/search\tgemini\r\n", finds),
    "of one page, a mark": (b"/qapsule/search?gemini\r\n", finds),
    "of another page": (
        b"/north-korea-rejects-dialogue/search\tqapsule\r\n",
        lambda raw: menu(raw)[0].type == "i" and not finds(raw)),
    "of no page": (b"/nothing/search\tgemini\r\n", error),
    "nothing found": (b"/search\tzzzz qqqq\r\n", finds_nothing),
    "no tab": (b"/search\r\n", asks("/search")),
    "a tab alone": (b"/search\t\r\n", asks("/search")),
    "a mark alone": (b"/search?\r\n", asks("/search")),
    "blanks alone": (b"/search\t   \r\n", asks("/search")),
    "punctuation alone": (b"/search\t?!.\r\n", asks("/search")),
    "a plus alone": (b"/search\t\t+\r\n", asks("/search")),
    "not utf-8": (b"/search\t\xff\xfe\r\n", asks("/search")),
    "of one page, no tab": (b"/qapsule/search\r\n",
                            asks("/qapsule/search")),
    "a quote left open": (b"/search\t\"gemini\r\n", finds),
    "a query that is a selector": (b"gemini\r\n", error),
}

CASES = {
    f"{group}: {name}": case
    for group, rows in {
        "root": ROOT, "line": LINE, "selector": SELECTOR, "gopher+": PLUS,
        "foreign": FOREIGN, "error": ECHO, "url": URL,
        "search": SEARCH}.items()
    for name, case in rows.items()}
