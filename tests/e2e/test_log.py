"""One request, one line."""

import json
import re
import signal

from client import connect, gemini, gopher
from server import wait_for

CONF = """
host "localhost" {{ capsule = "capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
log {{ {log} }}
"""


def logging(start, tmp_path, log):
    folder = tmp_path / "capsule"
    folder.mkdir()
    (folder / "faq.qa").write_text("-\nWhy?\nSo.\n")
    (folder / "big.bin").write_bytes(bytes(1 << 24))
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(log=log))
    return start(conf=conf)


def url(one, path):
    return f"gemini://localhost:{one.gemini}{path}\r\n".encode()


def lines_of(file, count):
    return wait_for(lambda: file.exists() and
                    len(file.read_text().splitlines()) >= count and
                    file.read_text().splitlines(), f"{count} lines")


def test_each_request_is_a_line_on_standard_error(start, capsule):
    one = start()
    gemini(one.gemini, url(one, "/notes/plain.txt"))
    gemini(one.gemini, url(one, "/search?a%20secret"))
    gopher(one.gopher, b"/no\x1bsuch\tsecret\r\n")
    wait_for(lambda: one.errors.count("127.0.0.0 - - [") == 3, "3 lines")
    assert re.search(r'^127\.0\.0\.0 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d '
                     r'\+0000\] "gemini://localhost:\d+/notes/plain\.txt" 20 '
                     r'\d+ "-" "-" \d+$', one.errors, re.MULTILINE)
    assert '"gopher:/no\\x1bsuch?" 3 ' in one.errors
    assert "secret" not in one.errors


def test_json_to_a_file_that_is_rotated(start, tmp_path):
    log = tmp_path / "requests.log"
    one = logging(start, tmp_path, f'to = "{log}" format = json '
                  'addresses = full')
    reply = gemini(one.gemini, url(one, "/faq/"))
    assert gopher(one.gopher, b"/faq/\r\n").raw
    first = [json.loads(line) for line in lines_of(log, 2)]
    assert {r["protocol"] for r in first} == {"gemini", "gopher"}
    of_gemini, = [r for r in first if r["protocol"] == "gemini"]
    assert of_gemini["status"] == 20 and of_gemini["whole"] is True
    assert of_gemini["bytes"] == len(reply.raw)
    assert of_gemini["address"] == "127.0.0.1"
    assert len(gopher(one.gopher, b"/big.bin\r\n").raw) == 1 << 24
    assert json.loads(lines_of(log, 3)[2])["bytes"] == 1 << 24

    log.rename(tmp_path / "requests.log.1")
    one.process.send_signal(signal.SIGUSR1)
    wait_for(log.exists, "new log")  # made by workers that are shut in
    wait_for(lambda: gopher(one.gopher, b"/faq/\r\n").raw and log.stat().st_size,
             "lines in it")
    assert len((tmp_path / "requests.log.1").read_text().splitlines()) >= 2
    assert "goes on without" not in one.errors


def test_an_answer_that_was_not_taken_is_told_as_cut(start, tmp_path):
    log = tmp_path / "requests.log"
    one = logging(start, tmp_path, f'to = "{log}"')
    with connect(one.gopher, receive_buffer=4096) as sock:
        sock.sendall(b"/big.bin\r\n")
        assert sock.recv(1)
    line, = lines_of(log, 1)
    assert re.search(r'"gopher:/big\.bin" 0 \d+ "-" "-" \d+ cut$', line)


def test_without_a_log_nothing_is_written(start, tmp_path):
    one = logging(start, tmp_path, "to = off")
    assert gopher(one.gopher, b"/faq/\r\n").raw
    one.stop()
    assert "gopher:" not in one.errors


def test_lines_are_written_before_the_end(start):
    one = start()
    for _ in range(50):
        assert gopher(one.gopher, b"\r\n").raw
    one.stop()
    assert one.errors.count('"gopher:"') == 50
