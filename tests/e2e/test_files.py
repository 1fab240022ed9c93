"""A folder of an author's files beside the pages: types, listings, what may
not be seen, and files that are large or change while they are sent."""

import errno
import hashlib
import os
import socket
from pathlib import Path

import pytest
from client import Tls, connect, get, gopher, links, menu, reset
from server import Server, wait_for

MiB = 1 << 20
SIZE = 16 * MiB  # of a file that is in no buffer on its way
WINDOW = 200000  # bytes that a reader who waits has not yet been sent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    top = tmp_path_factory.mktemp("files")
    capsule = top / "capsule"
    (capsule / "pictures" / "old").mkdir(parents=True)
    (capsule / "pages").mkdir()
    (capsule / ".well-known").mkdir()
    (capsule / ".git").mkdir()
    (top / "secret.txt").write_text("Nobody may read this.\n")
    for name, content in {
            "index.gmi": "# The capsule\n\nWelcome.\n",
            "pictures/a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "pictures/b.GIF": b"GIF89a\0",
            "pictures/photo.jpg": b"\xff\xd8\xff\0\r\n.\r\n",
            "pictures/paper.pdf": b"%PDF-1.7\n.\n",
            "pictures/song.ogg": b"OggS\0",
            "pictures/film.webm": b"\x1aE\xdf\xa3",
            "pictures/data.zip": b"PK\3\4\r\n",
            "pictures/page.html": "<p>Text</p>\n",
            "pictures/notes.txt": "Notes\n",
            "pictures/fake.txt": b"a\0b\n",
            "pictures/table.csv": "a,b\n1,2\n",
            "pictures/feed.atom": "<feed/>\n",
            "pictures/README": "no suffix\n",
            "pictures/empty.bin": b"",
            "pictures/empty.txt": b"",
            "pictures/no end.txt": "last line",
            "pictures/crlf.txt": b"one\r\ntwo\r\n",
            "pictures/mac.txt": b"one\rtwo\r",
            "pictures/bom.txt": b"\xef\xbb\xbfone\n",
            "pictures/dots.txt": b".\n..\n.hidden\n...\n",
            "pictures/old/deep.txt": "deep\n",
            "pages/index.gmi": "# All the pages\n",
            "pages/walk.gmi": "# A long walk\n\nText.\n",
            "pages/faq.qa": "Title: Frequent\n\n-\nWhy?\nSo.\n",
            ".well-known/security.txt": "Contact: nobody\n",
            ".git/config": "secret\n",
            ".hidden.txt": "secret\n",
            "pictures/.hidden.txt": "secret\n",
    }.items():
        data = content if isinstance(content, bytes) else content.encode()
        (capsule / name).write_bytes(data)
    (capsule / "inside.txt").symlink_to("pictures/notes.txt")
    (capsule / "within").symlink_to("pictures")
    (capsule / "outside.txt").symlink_to("../secret.txt")
    (capsule / "absolute.txt").symlink_to(top / "secret.txt")
    (capsule / "parent").symlink_to("..")
    (capsule / "dangling.txt").symlink_to("nowhere.txt")
    os.mkfifo(capsule / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.getcwd()
        os.chdir(capsule)  # the name of a socket must be short
        sock.bind("socket.txt")
        os.chdir(here)
    return capsule


@pytest.fixture(scope="module")
def served(folder, tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server"), capsule=folder)
    yield running
    running.stop()


def select(server, selector):
    return gopher(server.gopher, selector.encode() + b"\r\n")


# --- types ------------------------------------------------------------------

TYPES = {
    "a.png": ("image/png", "I"),
    "b.GIF": ("image/gif", "g"),
    "photo.jpg": ("image/jpeg", "I"),
    "paper.pdf": ("application/pdf", "9"),
    "song.ogg": ("audio/ogg", "s"),
    "film.webm": ("video/webm", "9"),
    "data.zip": ("application/zip", "9"),
    "page.html": ("text/html", "h"),
    "notes.txt": ("text/plain", "0"),
    "fake.txt": ("application/octet-stream", "9"),
    "table.csv": ("text/csv", "0"),
    "feed.atom": ("application/atom+xml", "0"),
    "README": ("application/octet-stream", "9"),
    "empty.bin": ("application/octet-stream", "9"),
}


@pytest.mark.parametrize("name", TYPES)
def test_type(served, folder, name):
    mime, item = TYPES[name]
    content = (folder / "pictures" / name).read_bytes()
    reply = get(served, f"/pictures/{name}")
    assert reply.header == f"20 {mime}" and reply.close_notify
    assert reply.body == content
    listed = [i for i in menu(select(served, "/pictures/").raw)
              if i.text == name]
    assert [i.type for i in listed] == [item]
    raw = select(served, listed[0].selector).raw
    if item == "0":
        assert raw == content.replace(b"\n", b"\r\n")
    else:
        assert raw == content


@pytest.mark.skipif(not Path("/etc/mime.types").exists(),
                    reason="no list of the system's")
def test_types_of_the_system_are_known(start, tmp_path):
    capsule = tmp_path / "capsule"
    capsule.mkdir()
    (capsule / "a.wmlc").write_bytes(b"x")
    assert get(start(capsule=capsule), "/a.wmlc").meta == \
        "application/vnd.wap.wmlc"


# Text as Gopher sends it: CRLF, no mark, no dot that is alone.
TEXTS = {
    "empty.txt": b"",
    "no end.txt": b"last line\r\n",
    "crlf.txt": b"one\r\ntwo\r\n",
    "mac.txt": b"one\r\ntwo\r\n",
    "bom.txt": b"one\r\n",
    "dots.txt": b" .\r\n..\r\n.hidden\r\n...\r\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_on_gopher(served, name):
    assert select(served, f"/pictures/{name}").raw == TEXTS[name]


def test_a_byte_order_mark_is_left_out_on_gemini(served):
    assert get(served, "/pictures/bom.txt").body == b"one\n"


# --- settings of a folder and of a listener -----------------------------------

CONF = """
host "localhost" {
    capsule = "%s"
    lang = "en"
    charset = "utf-8"
    folder "/pictures/old" { charset = "iso-8859-1" }
    folder "/pages/" { lang = "ko" }
}
listen "127.0.0.1:0" { protocol = gemini }
listen "127.0.0.1:00" { protocol = gopher  text = rfc }
"""


@pytest.fixture(scope="module")
def settled(folder, tmp_path_factory):
    tmp = tmp_path_factory.mktemp("settled")
    (tmp / "qapsule.conf").write_text(CONF % folder)
    running = Server(tmp / "run", conf=tmp / "qapsule.conf", workers=1)
    yield running
    running.stop()


@pytest.mark.parametrize("path, header", [
    ("/pictures/notes.txt", "20 text/plain; charset=utf-8"),
    ("/pictures/page.html", "20 text/html; charset=utf-8"),
    ("/pictures/a.png", "20 image/png"),
    ("/pictures/fake.txt", "20 application/octet-stream"),
    ("/pictures/old/deep.txt", "20 text/plain; charset=iso-8859-1"),
    ("/pictures/old/", "20 text/gemini; charset=utf-8; lang=en"),
    ("/pages/", "20 text/gemini; charset=utf-8; lang=ko"),
    ("/pages/walk.gmi", "20 text/gemini; charset=utf-8; lang=ko"),
    ("/pages/faq/why", "20 text/gemini; charset=utf-8; lang=ko"),
    ("/", "20 text/gemini; charset=utf-8; lang=en")])
def test_language_and_charset_are_the_folders(settled, path, header):
    assert get(settled, path).header == header


@pytest.mark.parametrize("selector, raw", [
    ("/pictures/dots.txt", b"..\r\n...\r\n..hidden\r\n....\r\n.\r\n"),
    ("/pictures/no end.txt", b"last line\r\n.\r\n"),
    ("/pictures/empty.txt", b".\r\n"),
    ("/pictures/photo.jpg", b"\xff\xd8\xff\0\r\n.\r\n"),
    ("/pictures/empty.bin", b"")])
def test_text_by_the_letter(settled, selector, raw):
    assert select(settled, selector).raw == raw


def test_a_rendered_text_by_the_letter(settled, served):
    raw = select(served, "/pages/faq/all").raw
    assert not raw.endswith(b"\r\n.\r\n")
    ports = [b":%d/" % one.gopher for one in (served, settled)]
    assert select(settled, "/pages/faq/all").raw == \
        raw.replace(*ports) + b".\r\n"


def test_a_menu_is_the_same_by_the_letter(settled):
    raw = select(settled, "/pictures").raw
    assert menu(raw) and raw.split(b"\r\n").count(b".") == 1


# --- listings ---------------------------------------------------------------


def test_a_listing_names_pages_by_title_and_files_by_name(served):
    labels = [label for _, label in links(get(served, "/pages/").text)]
    assert {"A long walk", "Frequent"} <= set(labels)
    assert not any("walk.gmi" in label for label in labels)
    texts = [item.text for item in menu(select(served, "/pages/").raw)]
    assert {"A long walk", "Frequent"} <= set(texts)


def test_an_index_page_heads_its_folder(served):
    assert get(served, "/pages/").text.startswith("# All the pages\n")
    assert "All the pages" in select(served, "/pages").raw.decode()


@pytest.mark.parametrize("path, leads_to", [
    ("/pages/index.gmi", "/pages/"), ("/index.gmi", "/"),
    ("/index.gmi?q", "/")])
def test_an_index_page_is_found_by_its_name_too(served, path, leads_to):
    assert get(served, path).header == f"31 {leads_to}"
    if "?" not in path:
        assert select(served, path).raw == select(served, leads_to).raw
    assert get(served, "/index.gmi/x").status == "51"


def test_a_folder_in_a_folder_is_listed(served):
    found = links(get(served, "/pictures/").text)
    assert ("/pictures/old/", "old") in found
    assert [item.selector for item in menu(select(served, "/pictures/").raw)
            if item.text == "old"] == ["/pictures/old/"]


def test_a_listing_has_all_files_and_nothing_hidden(served, folder):
    names = {label for _, label in links(get(served, "/pictures/").text)}
    shown = {f.name for f in (folder / "pictures").iterdir()
             if not f.name.startswith(".")}
    assert shown <= names
    assert not any(".hidden" in name for name in names)


def test_what_is_well_known_is_served_and_not_listed(served):
    path = "/.well-known/security.txt"
    assert get(served, path).body == b"Contact: nobody\n"
    assert select(served, path).raw == b"Contact: nobody\r\n"
    assert "well-known" not in get(served, "/").text
    assert b"well-known" not in select(served, "/").raw


# --- what may not be seen ---------------------------------------------------

ABSENT = ["/.hidden.txt", "/.git/config", "/.git/", "/.git",
          "/pictures/.hidden.txt", "/%2ehidden.txt", "/outside.txt",
          "/absolute.txt", "/parent/secret.txt", "/parent/", "/dangling.txt",
          "/pipe.txt", "/socket.txt", "/pictures/nothing.txt", "/pictures/a"]


@pytest.mark.parametrize("path", ABSENT)
def test_not_there(served, path):
    reply = get(served, path)
    assert reply.status == "51" and reply.close_notify and not reply.body
    assert "secret" not in get(served, "/").text
    item = menu(select(served, path).raw)[0]
    assert item.type == "3" and item.text.endswith("does not exist")


@pytest.mark.parametrize("path", ["/inside.txt", "/within/notes.txt"])
def test_a_link_that_stays_inside_is_followed(served, path):
    assert get(served, path).body == b"Notes\n"
    assert select(served, path).raw == b"Notes\r\n"


# What may become of a file that was there when the capsule was read.
def swap_for_nothing(path, _):
    path.unlink()


def swap_for_a_link_out(path, secret):
    path.unlink()
    path.symlink_to(secret)


def swap_for_a_relative_link_out(path, _):
    path.unlink()
    path.symlink_to("../secret.txt")


def swap_for_a_fifo(path, _):
    path.unlink()
    os.mkfifo(path)


def swap_for_a_folder(path, _):
    path.unlink()
    path.mkdir()


def swap_for_a_device(path, _):
    path.unlink()
    try:
        os.mknod(path, 0o020666, os.makedev(1, 5))  # /dev/zero
    except OSError as e:
        if e.errno == errno.EPERM:
            pytest.skip("only root may make a device")
        raise


@pytest.mark.parametrize("swap", [
    swap_for_nothing, swap_for_a_link_out, swap_for_a_relative_link_out,
    swap_for_a_fifo, swap_for_a_folder, swap_for_a_device])
def test_a_file_that_was_swapped_is_not_there(start, tmp_path, swap):
    secret, capsule = tmp_path / "secret.txt", tmp_path / "capsule"
    secret.write_text("Nobody may read this.\n")
    capsule.mkdir()
    path = capsule / "a.txt"
    path.write_text("At first.\n")
    server = start(capsule=capsule, workers=1)
    before = server.open_files()
    assert get(server, "/a.txt").body == b"At first.\n"
    swap(path, secret)
    reply = get(server, "/a.txt")
    assert reply.status == "51" and reply.close_notify and not reply.body
    assert menu(select(server, "/a.txt").raw)[0].type == "3"
    wait_for(lambda: server.open_files() == before, "descriptors back")


def test_a_file_that_was_changed_is_sent_as_it_is_now(start, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("At first.\n")
    server = start(capsule=tmp_path, workers=1)
    path.write_text("Then something longer.\n")
    assert get(server, "/a.txt").body == b"Then something longer.\n"
    assert select(server, "/a.txt").raw == b"Then something longer.\r\n"


# --- large files ------------------------------------------------------------


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A server with one worker and a sparse file."""
    top = tmp_path_factory.mktemp("big")
    (top / "capsule").mkdir()
    with open(top / "capsule" / "big.bin", "wb") as f:
        for at in range(0, SIZE, 7 * MiB):
            f.seek(at)
            f.write(b"%d" % at)
        f.truncate(SIZE)
    with pytest.MonkeyPatch.context() as patch:
        # freed memory is kept by the address sanitizer, up to so much
        patch.setenv("ASAN_OPTIONS", ":".join(filter(None, [
            os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1"])))
        server = Server(top / "server", capsule=top / "capsule", workers=1)
    server.file = top / "capsule" / "big.bin"
    yield server
    server.stop()


def memory(server):
    """Bytes that the worker has in memory."""
    pid, = server.workers
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


def gemini_reader(server):
    """Yields the body as it comes; the caller may take its time."""
    with Tls(server.gemini, receive_buffer=WINDOW) as client:
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % server.gemini)
        reply, at = client.reply, len(b"20 application/octet-stream\r\n")
        while True:
            before = len(reply.raw)
            client.receive(until=MiB)
            yield bytes(reply.raw[at:])
            if len(reply.raw) == before:
                break
            at = 0
            reply.raw.clear()
            reply.wire.clear()
        assert reply.close_notify and not reply.reset


def gopher_reader(server):
    with connect(server.gopher, receive_buffer=WINDOW) as sock:
        sock.sendall(b"/big.bin\r\n")
        while data := sock.recv(MiB):
            yield data


READERS = {"gemini": gemini_reader, "gopher": gopher_reader}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_large_file_to_a_slow_reader_costs_no_memory(big, reader):
    assert get(big, "/").status == "20"  # what a first request costs
    assert select(big, "/").raw
    digest, taken, most = hashlib.sha256(), 0, 0
    before = memory(big)
    for data in reader(big):
        digest.update(data)
        if taken // (4 * MiB) != (taken + len(data)) // (4 * MiB):
            most = max(most, memory(big))
        taken += len(data)
    assert taken == SIZE
    assert digest.hexdigest() == \
        hashlib.sha256(big.file.read_bytes()).hexdigest()
    assert most - before < 4 * MiB


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_reader_that_goes_away_costs_nothing(big, reader):
    assert get(big, "/").status == "20"  # what a first request costs
    files, before = big.open_files(), memory(big)
    readers = [reader(big) for _ in range(5)]
    for one in readers:
        next(one)
    if None not in files.values():
        assert sum(big.open_files().values()) > sum(files.values())
    for one in readers:
        one.close()  # and its socket, with bytes unread
    wait_for(lambda: big.open_files() == files, "descriptors back")
    assert memory(big) - before < 4 * MiB


@pytest.mark.parametrize("protocol", READERS)
def test_a_file_that_shrinks_while_sent_is_cut_off_visibly(
        start, tmp_path, protocol):
    path = tmp_path / "big.bin"
    with open(path, "wb") as f:
        f.truncate(SIZE)
    server = start(capsule=tmp_path, workers=1)
    if protocol == "gemini":
        with Tls(server.gemini, receive_buffer=WINDOW) as client:
            assert client.handshake()
            client.send(b"gemini://localhost:%d/big.bin\r\n" % server.gemini)
            client.receive(until=1000)
            os.truncate(path, MiB)
            reply = client.receive()
        assert reply.status == "20"
        assert reply.reset and not reply.close_notify
        assert len(reply.body) < SIZE
        return
    with connect(server.gopher, receive_buffer=WINDOW) as sock:
        sock.sendall(b"/big.bin\r\n")
        sock.recv(1000)
        os.truncate(path, MiB)
        with pytest.raises(ConnectionResetError):
            while sock.recv(MiB):
                pass


def test_a_file_that_grows_while_sent_ends_where_it_did(start, tmp_path):
    path = tmp_path / "big.bin"
    path.write_bytes(b"a" * (8 * MiB))
    server = start(capsule=tmp_path, workers=1)
    with Tls(server.gemini, receive_buffer=WINDOW) as client:
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % server.gemini)
        client.receive(until=1000)
        with open(path, "ab") as f:
            f.write(b"b" * MiB)
        reply = client.receive()
    assert reply.close_notify and reply.body == b"a" * (8 * MiB)


def test_readers_that_vanish_in_the_middle_leave_nothing_open(start, tmp_path):
    (tmp_path / "big.bin").write_bytes(b"a" * (8 * MiB))
    server = start(capsule=tmp_path, workers=1)
    before = server.open_files()
    for _ in range(10):
        sock = connect(server.gopher, receive_buffer=4096)
        sock.sendall(b"/big.bin\r\n")
        sock.recv(100)
        reset(sock)
    wait_for(lambda: server.open_files() == before, "descriptors back")
