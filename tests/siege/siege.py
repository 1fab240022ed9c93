#!/usr/bin/env python3
"""A server under siege: one attack or fault after the other, and all at once,
while others go on reading. A table on standard output tells what came of it.

   siege.py --qapsule FILE [--seconds N] [--only WORDS]

Others are readers of a hundred networks, half of them on Gemini and half on
Gopher, each with a full handshake; p99 is theirs, of 25 requests a second.
Limits are at their defaults, but hold for this machine too.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import random
import resource
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack

import client
import server as e2e
from attacks import ATTACKS
from faults import FAULTS, Skip

CONF = """
host "localhost" {{ capsule = "{here}/capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
limits {{ exempt = none }}
log {{ to = "{here}/log/requests.log" }}
"""
OTHERS = [f"127.{100 + n}.1.1" for n in range(100)]
EVERY = 0.04  # seconds between two requests of others
CALM = 15  # seconds for what was held to be given back
HEAD = ("attack or fault", "sent", "the server", "PSS MiB", "fds", "TCP MiB",
        "others answered", "p50/p99 ms", "CPU s")


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--qapsule", required=True)
    p.add_argument("--seconds", type=float, default=8)
    p.add_argument("--only", default="")
    return p.parse_args()


# --- others -----------------------------------------------------------------


def ask(one, n):
    """Whether it was answered whole."""
    source = OTHERS[n % len(OTHERS)]
    if n % 2:
        reply = client.gopher(one.gopher, b"/faq/\r\n", source=source)
        return reply.raw.endswith(b"\r\n.\r\n")
    reply = client.gemini(
        one.gemini, b"gemini://localhost:%d/faq/\r\n" % one.gemini,
        source=source)
    return reply.status == "20" and reply.close_notify


def read_on(one, stop, results):
    """Asks at even times, whatever the answers take."""
    ms, failed, n, due = [], 0, 0, time.monotonic()
    while not stop.is_set():
        time.sleep(max(0, due - time.monotonic()))
        due += EVERY
        begin = time.monotonic()
        try:
            good = ask(one, n)
        except OSError:
            good = False
        n += 1
        if good:
            ms.append(1000 * (time.monotonic() - begin))
        else:
            failed += 1
    results.put((sorted(ms), failed))


class Others:
    def __init__(self, one):
        self.stop, self.results = (multiprocessing.Event(),
                                   multiprocessing.Queue())
        self.process = multiprocessing.Process(
            target=read_on, args=(one, self.stop, self.results))

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.ms, self.failed = self.results.get()
        self.process.join()

    def told(self):
        asked = len(self.ms) + self.failed
        return f"{len(self.ms)} of {asked}", "/".join(
            f"{self.ms[int(q * (len(self.ms) - 1))]:.0f}" if self.ms else "-"
            for q in (.5, .99))


# --- the server -------------------------------------------------------------


def pss_mib(one):
    kib = 0
    for pid in [one.pid, *one.workers]:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
                kib += sum(int(line.split()[1]) for line in f
                           if line.startswith("Pss:"))
        except OSError:
            pass  # it ended meanwhile
    return kib / 1024


def fds(one):
    count = 0
    for pid in [one.pid, *one.workers]:
        try:
            count += len(os.listdir(f"/proc/{pid}/fd"))
        except OSError:
            pass
    return count


def tcp_mib():
    """What the kernel keeps for all connections of this machine."""
    with open("/proc/net/sockstat", encoding="ascii") as f:
        pages = next(line.split()[-1] for line in f if line.startswith("TCP:"))
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def cpu_seconds(one):
    ticks = 0
    for pid in [one.pid, *one.workers]:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                ticks += sum(map(int, f.read().rpartition(")")[2]
                                 .split()[11:13]))
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def counts(one):
    shown = e2e.run("status", "--json", "--state", one.state)
    return json.loads(shown.stdout) if shown.returncode == 0 else {}


TOLD = {"connections_accepted": "accepted",
        "connections_refused_full": "refused, full",
        "connections_refused_network": "refused, network",
        "connections_refused_rate": "refused, rate",
        "connections_shed": "shed", "connections_timed_out": "timed out",
        "handshakes_full": "handshakes", "handshakes_failed": "failed ones",
        "answers_slowed": "told to wait", "answers_cut": "cut"}


def difference(before, after):
    return ", ".join(f"{after.get(key, 0) - before.get(key, 0)} {text}"
                     for key, text in TOLD.items()
                     if after.get(key, 0) > before.get(key, 0))


# --- a row ------------------------------------------------------------------


def told_of(attack, one, end, results):
    random.seed()
    os.nice(19)  # they would be other machines
    results.put(attack(one, end))


class Row:
    """Memory and descriptors before, at the most and after."""

    def __init__(self, name, one):
        self.name, self.one = name, one
        self.pss, self.fds, self.tcp = [pss_mib(one)], [fds(one)], [tcp_mib()]
        self.counts, self.cpu = counts(one), cpu_seconds(one)

    def sample(self):
        self.pss.append(pss_mib(self.one))
        self.fds.append(fds(self.one))
        self.tcp.append(tcp_mib())

    def calm(self):
        end = time.monotonic() + CALM
        while fds(self.one) > self.fds[0] and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(0.5)  # and for memory
        self.sample()

    def under(self, attacks, seconds):
        """All of them at once; what each of them sent."""
        results = multiprocessing.Queue()
        end = time.monotonic() + seconds
        peers = [multiprocessing.Process(
            target=told_of, args=(a, self.one, end, results)) for a in attacks]
        with Others(self.one) as others:
            for peer in peers:
                peer.start()
            while time.monotonic() < end:
                self.sample()
                time.sleep(0.1)
        sent = [results.get() for _ in peers]
        for peer in peers:
            peer.join()
        return others, f"{seconds:.0f} s: " + (
            sent[0] or "" if len(sent) == 1 else f"{len(sent)} attacks")

    def print(self, others, sent, did=""):
        cpu = max(0, cpu_seconds(self.one) - self.cpu)
        self.calm()
        did = did or difference(self.counts, counts(self.one))

        def three(figures, digits):
            return "{:.{d}f} / {:.{d}f} / {:.{d}f}".format(
                figures[0], max(figures), figures[-1], d=digits)
        print("| " + " | ".join([
            self.name, sent, did, three(self.pss, 1), three(self.fds, 0),
            three(self.tcp, 0), *others.told(), f"{cpu:.1f}"]) + " |",
            flush=True)


# --- all of it --------------------------------------------------------------


def make_capsule(here):
    folder = here / "capsule"
    folder.mkdir()
    (here / "log").mkdir()
    (folder / "faq.qa").write_text("Title: Questions\n" + "".join(
        f"-\nWhat is the question number {n}?\n"
        f"{'The answer is on this page of the server. ' * 20}\n"
        for n in range(200)))
    with open(folder / "big.bin", "wb") as big:
        big.truncate(1 << 26)


def start(here, **kwargs):
    conf = here / "qapsule.conf"
    conf.write_text(CONF.format(here=here))
    return e2e.Server(here / "server", conf=conf, **kwargs)


def attack_all(here, args):
    wanted = {name: attack for name, attack in ATTACKS.items()
              if args.only in name}
    if not wanted and args.only not in "all at once":
        return
    one = start(here)
    try:
        for name, attack in wanted.items():
            row = Row(name, one)
            row.print(*row.under([attack], args.seconds))
        if args.only in "all at once":
            row = Row("all at once", one)
            row.print(*row.under(ATTACKS.values(), 3 * args.seconds))
    finally:
        one.stop()


def suffer(name, fault, here, stack):
    try:
        one = start(here, **fault.prepare(here, stack))
    except Skip as why:
        print(f"| {name} | skipped: {why} |" + " |" * (len(HEAD) - 2))
        return
    stack.callback(lambda: one.alive() and one.stop())
    row = Row(name, one)
    with Others(one) as others:
        time.sleep(1)
        did = fault.strike(one, here)
        row.sample()
    row.print(others, fault.sent, did)


def suffer_all(here, args):
    for name, fault in FAULTS.items():
        if args.only in name:
            shutil.rmtree(here / "server", ignore_errors=True)
            with ExitStack() as stack:
                suffer(name, fault, here, stack)


def main():
    args = options()
    e2e.BINARY = args.qapsule
    client.DEADLINE = 5
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print("| " + " | ".join(HEAD) + " |\n" + "| --- " * len(HEAD) + "|",
          flush=True)
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        make_capsule(here)
        attack_all(here, args)
        suffer_all(here, args)


if __name__ == "__main__":
    sys.exit(main())
