"""What is served changes while it is served, and nobody notices but readers."""

import os
import pty
import shutil
import signal
import socket
import ssl
import threading

import pytest
from client import Tls, connect, gemini, gopher
from server import Server, children_of, go_on, halt, wait_for

PAGE = """Title: Harbour

-
When does the ferry leave?
{}
"""


def write(folder, answer, name="harbour.qa"):
    """As an editor does: a new file in place of the old one."""
    new = folder / f".{name}.new"
    new.write_text(PAGE.format(answer))
    new.rename(folder / name)


def answer(server, page="harbour"):
    port = server.gemini
    reply = gemini(port, b"gemini://localhost:%d/%s/when-does-the-ferry-leave"
                   b"\r\n" % (port, page.encode()))
    assert reply.close_notify
    return reply.text if reply.status == "20" else reply.header


def becomes(server, text, page="harbour"):
    """An old worker may still take a connection that came in meanwhile."""
    wait_for(lambda: text in answer(server, page), f"answer {text}")


def reload(server, said="qapsule: reloaded"):
    """SIGHUP, and waits for what is said of it."""
    before = server.errors.count(said)
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.errors.count(said) > before, said)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "capsule"
    folder.mkdir()
    write(folder, "At nine.")
    return folder


@pytest.fixture
def still(start, folder):
    """A server that reloads only when it is told to."""
    return start(capsule=folder, args=["--no-watch"])


def test_a_hangup_reloads_the_documents(still, folder):
    assert "At nine." in answer(still)
    write(folder, "At ten.")
    write(folder, "At noon.", "river.qa")
    assert "At nine." in answer(still)
    reload(still)
    becomes(still, "At ten.")
    becomes(still, "At noon.", "river")
    (folder / "river.qa").unlink()
    reload(still)
    becomes(still, "52 ", "river")


def test_both_protocols_change_at_once(still, folder):
    write(folder, "At ten.")
    reload(still)
    becomes(still, "At ten.")
    wait_for(lambda: b"At ten." in gopher(
        still.gopher, b"/harbour/when-does-the-ferry-leave\r\n").raw,
        "new answer")


def test_a_change_is_noticed(start, folder):
    one = start(capsule=folder)
    write(folder, "At ten.")
    becomes(one, "At ten.")
    (folder / "islands").mkdir()
    wait_for(lambda: one.errors.count("qapsule: reloaded") >= 2, "second reload")
    write(folder / "islands", "Never.")
    becomes(one, "Never.", "islands/harbour")


def test_a_document_at_fault_keeps_its_last_good_version(still, folder):
    (folder / "harbour.qa").write_text("Title: Harbour\n\n-\n-\n")
    write(folder, "At noon.", "river.qa")
    reload(still)
    becomes(still, "At noon.", "river")
    assert "At nine." in answer(still)
    assert "harbour.qa:4: error: empty item" in still.errors
    assert still.errors.count("harbour.qa:4: error") == 1
    reload(still)
    assert "At nine." in answer(still)
    write(folder, "At ten.")
    reload(still)
    becomes(still, "At ten.")


def test_a_vanished_capsule_goes_on_being_served(still, folder):
    shutil.move(folder, folder.parent / "elsewhere")
    reload(still, "not reloaded")
    assert "At nine." in answer(still)
    assert str(folder) in still.errors
    shutil.move(folder.parent / "elsewhere", folder)
    write(folder, "At ten.")
    reload(still)
    becomes(still, "At ten.")


def test_old_workers_go_and_as_many_are_there_as_before(still):
    before = still.workers
    for _ in range(5):
        reload(still)
    wait_for(lambda: len(still.workers) == len(before), "end of old workers")
    assert not set(before) & set(still.workers)


def test_who_comes_after_a_reload_gets_what_is_new(still, folder):
    """Not from old workers which only then come to hear of it."""
    old = still.workers
    halt(old)
    write(folder, "At ten.")
    reload(still)
    new = [pid for pid in still.workers if pid not in old]
    halt(new)
    with connect(still.gopher) as sock:
        sock.sendall(b"/harbour/when-does-the-ferry-leave\r\n")
        go_on(old)
        wait_for(lambda: not set(old) & set(still.workers), "end of the old")
        go_on(new)
        assert b"At ten." in sock.makefile("rb").read()


def test_an_answer_on_its_way_is_finished_by_the_old_workers(still, folder):
    content = os.urandom(1 << 16) * 256
    (folder / "big.bin").write_bytes(content)
    reload(still)
    # who does not know the file yet may take a connection up to its end
    wait_for(lambda: len(still.workers) == 2, "end of old workers")
    port = still.gemini
    with Tls(port) as client:
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % port)
        client.receive(until=100)
        write(folder, "At ten.")
        reload(still)
        becomes(still, "At ten.")
        reply = client.receive()
    assert reply.body == content
    assert reply.close_notify
    wait_for(lambda: len(still.workers) == 2, "end of old workers")


def test_a_request_begun_before_is_answered_after(still, folder):
    port = still.gemini
    with Tls(port) as client:
        assert client.handshake()
        client.send(b"gemini://localhost:%d/harbour" % port)
        reload(still)
        client.send(b"/all\r\n")
        reply = client.receive()
    assert reply.status == "20" and reply.close_notify


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_tickets_stay_valid(still, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = getattr(ssl.TLSVersion, version)
    context.maximum_version = getattr(ssl.TLSVersion, version)
    first, reused = visit(still, context, None)
    assert not reused
    reload(still)
    _, reused = visit(still, context, first)
    assert reused


def visit(server, context, session):
    """A page, and the session that came with it."""
    with socket.create_connection(("127.0.0.1", server.gemini)) as sock, \
            context.wrap_socket(sock, server_hostname="localhost",
                                session=session) as tls:
        tls.sendall(b"gemini://localhost:%d/\r\n" % server.gemini)
        while tls.recv(65536):
            pass
        return tls.session, tls.session_reused


class Readers(threading.Thread):
    """Asks again and again until told to stop; keeps what went wrong."""

    def __init__(self, server, protocol):
        super().__init__()
        self.server, self.protocol = server, protocol
        self.asked, self.wrong, self.over = 0, [], False

    def ask(self):
        if self.protocol == "gemini":
            port = self.server.gemini
            reply = gemini(port, b"gemini://localhost:%d/harbour/all\r\n"
                           % port)
            good = reply.status == "20" and reply.close_notify
        else:
            reply = gopher(self.server.gopher, b"/harbour/all\r\n")
            good = b"At nine." in reply.raw
        if not good or reply.reset:
            self.wrong.append(reply)

    def run(self):
        while not self.over:
            try:
                self.ask()
            except OSError as e:
                self.wrong.append(e)
            self.asked += 1


def test_fifty_reloads_under_load_lose_no_request(still):
    readers = [Readers(still, protocol)
               for protocol in ("gemini", "gopher") for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(50):
            reload(still)
    finally:
        for reader in readers:
            reader.over = True
        for reader in readers:
            reader.join()
    assert [reader.wrong for reader in readers] == [[]] * len(readers)
    assert all(reader.asked > 10 for reader in readers)


CONF = """watch = false
host localhost {{ capsule = {} }}
listen "127.0.0.1:0" {{ protocol = gemini }}
"""


def refused(port):
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0


def test_listeners_come_and_go_with_the_configuration(start, tmp_path, folder):
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(folder))
    one = start(conf=conf)
    gemini_port = one.gemini
    conf.write_text(CONF.format(folder)
                    + 'listen "127.0.0.1:00" { protocol = gopher }\n')
    reload(one)
    one.listeners = one._listeners()
    gopher_port, = one.ports("gopher")
    assert one.ports("gemini") == [gemini_port]
    assert gopher(gopher_port, b"\r\n").raw.endswith(b".\r\n")
    conf.write_text(CONF.format(folder))
    reload(one)
    wait_for(lambda: refused(gopher_port), "end of listening")
    becomes(one, "At nine.")


def test_a_configuration_at_fault_changes_nothing(start, tmp_path, folder):
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(folder))
    one = start(conf=conf)
    conf.write_text(CONF.format(folder) + "wathc = false\n")
    write(folder, "At ten.")
    reload(one, "not reloaded")
    assert "qapsule.conf:4: error: " in one.errors
    assert "At nine." in answer(one)
    conf.write_text(CONF.format(folder))
    reload(one)
    becomes(one, "At ten.")


def certificate(server):
    return gemini(server.gemini, b"gemini://localhost:%d/\r\n"
                  % server.gemini).certificate


def test_another_certificate_is_shown_after_a_reload(still, start, folder):
    other = start(capsule=folder)
    before, after = (certificate(one) for one in (still, other))
    assert before != after
    for name in ("localhost.crt", "localhost.key"):
        shutil.copy(other.certs / name, still.certs / name)
    assert certificate(still) == before
    reload(still)
    wait_for(lambda: certificate(still) == after, "new certificate")


def test_a_certificate_at_fault_changes_nothing(still):
    before = certificate(still)
    (still.certs / "localhost.crt").write_text("no certificate\n")
    reload(still, "not reloaded")
    assert "localhost.crt" in still.errors
    assert certificate(still) == before


def test_a_loader_that_dies_costs_nothing(start, tmp_path, folder):
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(folder))
    one = start(conf=conf)
    workers = set(one.workers)
    conf.unlink()
    os.mkfifo(conf)  # which the loader waits for
    one.process.send_signal(signal.SIGHUP)
    loader, = wait_for(lambda: set(children_of(one.pid)) - workers, "loader")
    os.kill(loader, signal.SIGKILL)
    wait_for(lambda: "not reloaded" in one.errors, "word of it")
    assert "signal 9" in one.errors
    assert set(one.workers) == workers
    assert "At nine." in answer(one)
    conf.unlink()
    conf.write_text(CONF.format(folder))
    write(folder, "At ten.")
    reload(one)
    becomes(one, "At ten.")


def test_reloads_asked_for_meanwhile_are_one_more(still, folder):
    for _ in range(20):
        still.process.send_signal(signal.SIGHUP)
    write(folder, "At ten.")
    still.process.send_signal(signal.SIGHUP)
    becomes(still, "At ten.")


def test_a_stop_during_a_reload_stops(still):
    still.process.send_signal(signal.SIGHUP)
    still.stop()


def test_the_end_of_its_terminal_is_its_own(tmp_path, folder):
    ours, theirs = pty.openpty()
    one = Server(tmp_path / "server", capsule=folder, stdin=theirs,
                 start_new_session=True)
    os.close(theirs)
    assert "At nine." in answer(one)
    os.close(ours)
    one.process.send_signal(signal.SIGHUP)
    one.ended_well()


def test_questions_keep_their_addresses_over_a_reload(still, folder):
    file = folder / "harbour.qa"
    file.write_text(PAGE.format("At nine.").replace("the ferry", "it"))
    reload(still)
    becomes(still, "# When does it leave?")
    assert still.errors.count("[N801]") == 1
    file.write_text("Title: Harbour\n\n-\nIs there a ferry?\nNo longer.\n")
    reload(still)
    becomes(still, "52 ")
    file.write_text("Title: Harbour\n\n-\nIs there a ferry?\nSee [it](#no).\n")
    reload(still)
    assert "[E403]" in still.errors
    assert gemini(still.gemini, b"gemini://localhost:%d/harbour/"
                  b"is-there-a-ferry\r\n" % still.gemini).status == "20"


def test_a_ledger_that_cannot_be_written_stops_the_reload(still, folder):
    ledger = still.state / "localhost.ledger"
    before = ledger.read_bytes()
    (still.state / ".localhost.ledger.new").mkdir()
    write(folder, "At ten.")
    reload(still, "not reloaded")
    assert "At nine." in answer(still)
    assert f"cannot write {ledger}: " in still.errors
    assert ledger.read_bytes() == before
    (still.state / ".localhost.ledger.new").rmdir()
    ledger.write_bytes(before[:-20])
    reload(still, "not reloaded")
    assert f"{ledger} is damaged" in still.errors
    ledger.write_bytes(before)
    reload(still)
    becomes(still, "At ten.")
