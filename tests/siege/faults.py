"""What befalls the server's own machine. Each fault happens to a server of its
own, while others read on, and answers with what the server said of it."""

import os
import re
import resource
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack

import server as e2e
from attacks import MANY, Crowd
from client import Tls, gopher

BIG = 1 << 26  # bytes, of big.bin


class Skip(Exception):
    """This machine cannot have that fault."""


class Fault:
    sent = ""

    def prepare(self, here, stack):
        """Before the start: how to start."""
        return {}

    def strike(self, one, here):
        raise NotImplementedError


def said(one, *texts):
    """Waits for a line with each of these texts, and quotes them."""
    def line(text):
        return next((line for line in one.errors.splitlines()
                     if text in line), None)
    lines = [e2e.wait_for(lambda text=text: line(text), text)
             for text in texts]
    return "; ".join(
        f"“{re.sub('/tmp/[^ /]*', '', line.removeprefix('qapsule: '))}”"
        for line in lines)


def reload(one, text="qapsule: reloaded"):
    before = one.errors.count(text)
    one.process.send_signal(signal.SIGHUP)
    e2e.wait_for(lambda: one.errors.count(text) > before, text)


def small_disk(folder, kib, stack):
    folder.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs",
                       folder], capture_output=True, check=False).returncode:
        raise Skip("only root can mount a small disk")
    stack.callback(subprocess.run, ["umount", "-l", folder], check=True)


def fill(folder):
    try:
        with open(folder / "filler", "wb", buffering=0) as filler:
            while filler.write(b"x" * 4096):
                pass
    except OSError:
        pass


def page(here, name, count):
    (here / "capsule" / f"{name}.qa").write_text("".join(
        f"-\nWhat is the matter {n} of {name}?\nNothing.\n"
        for n in range(count)))


class FewDescriptors(Fault):
    sent = "80 descriptors a worker; 1000 silent connections for 5 s"

    def prepare(self, here, stack):
        return {"preexec_fn": lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (80, 80))}

    def strike(self, one, here):
        Crowd(one.gopher, MANY, 1000).run(time.monotonic() + 5)
        return said(one, "limit of open files")


class FullLog(Fault):
    sent = "a disk of 128 KiB for the log, 4000 requests, then room again"

    def prepare(self, here, stack):
        small_disk(here / "log", 128, stack)
        return {}

    def strike(self, one, here):
        for n in range(4000):
            gopher(one.gopher, b"/faq/\r\n", source=MANY[n])
        lost = said(one, "cannot write")
        os.truncate(here / "log" / "requests.log", 0)
        for n in range(100):
            gopher(one.gopher, b"/faq/\r\n", source=MANY[n])
        return lost + "; " + said(one, "logged again")


class FullState(Fault):
    sent = "a full disk for the ledger, a new page, then room again"

    def prepare(self, here, stack):
        small_disk(here / "server" / "state", 1024, stack)
        return {}

    def strike(self, one, here):
        fill(one.state)
        page(here, "new", 500)
        reload(one, "not reloaded")
        (one.state / "filler").unlink()
        reload(one)
        (here / "capsule" / "new.qa").unlink()
        return said(one, ".ledger", "not reloaded", "qapsule: reloaded")


class GoneCapsule(Fault):
    sent = "the capsule is removed, and after 3 s put back"

    def strike(self, one, here):
        shutil.move(here / "capsule", here / "gone")
        told = said(one, "cannot read the capsule", "not reloaded")
        time.sleep(3)
        shutil.copytree(here / "gone", here / "capsule")
        shutil.rmtree(here / "gone")
        return told + "; " + said(one, "qapsule: reloaded")


class PublicKey(Fault):
    sent = "a key that all may read, after a renewal; then 0600"

    def strike(self, one, here):
        key = one.certs / "localhost.key"
        os.utime(one.certs / "localhost.crt", (0, 0))
        key.chmod(0o644)
        reload(one, "not reloaded")
        key.chmod(0o600)
        reload(one)
        return said(one, "not secret", "not reloaded", "qapsule: reloaded")


class Typo(Fault):
    sent = "a typing mistake in the configuration, then none"

    def strike(self, one, here):
        conf = here / "qapsule.conf"
        good = conf.read_text()
        conf.write_text(good.replace("exempt", "exmept"))
        reload(one, "not reloaded")
        conf.write_text(good)
        reload(one)
        return said(one, "exmept", "not reloaded", "qapsule: reloaded")


def answers(stack, one, count):
    """That are under way."""
    clients = []
    for n in range(count):
        client = stack.enter_context(Tls(one.gemini, source=MANY[n],
                                         receive_buffer=65536))
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % one.gemini)
        client.receive(until=100)
        clients.append(client)
    return clients


def whole(clients):
    return sum(len(client.receive().body) == BIG for client in clients)


class DyingWorker(Fault):
    def __init__(self, number):
        self.number = number
        self.sent = f"{number.name} to one worker in the middle of 10 answers"

    def strike(self, one, here):
        with ExitStack() as stack:
            clients = answers(stack, one, 10)
            os.kill(one.workers[0], self.number)
            count = whole(clients)
        return f"{count} of 10 answers whole; " + said(one, "died of signal")


class DyingParent(Fault):
    sent = "SIGKILL to the parent in the middle of 10 answers"

    def strike(self, one, here):
        workers = one.workers
        with ExitStack() as stack:
            clients = answers(stack, one, 10)
            one.process.kill()
            one.process.wait()
            count = whole(clients)
        e2e.wait_for(lambda: not any(os.path.exists(f"/proc/{pid}/fd/0")
                                     for pid in workers), "end")
        return f"{count} of 10 answers whole, all workers ended; " + \
            said(one, "parent process is gone")


FAULTS = {
    "too few descriptors": FewDescriptors(),
    "no room for the log": FullLog(),
    "no room for the ledger": FullState(),
    "the capsule vanishes": GoneCapsule(),
    "a public key": PublicKey(),
    "a broken configuration": Typo(),
    "a worker is killed": DyingWorker(signal.SIGKILL),
    "a worker crashes": DyingWorker(signal.SIGSEGV),
    "the parent is killed": DyingParent(),
}
