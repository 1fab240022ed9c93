#!/usr/bin/env python3
"""A long life in short: many requests of every kind, with a reload in every
round, and what memory and descriptors are after each.

   health.py --qapsule FILE --load FILE [--requests N]

Prints a line a round, and in the end the medians of the second and the last
tenth of the rounds; fails when an answer was not good, when memory grew by
more than a fiftieth from then on, or when a descriptor is left open. PSS also
tells what else on the machine has the same libraries open.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import server as e2e
from siege import fds, pss_mib

CONF = """
host "localhost" {{ capsule = "{here}/capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
log {{ to = "{here}/requests.log" }}
"""
MIX = (  # requests, flags, URL
    (1500, ["-c", "8"], "gemini://localhost:{0}/faq/why-is-it-1"),
    (2500, ["-c", "8", "-r"], "gemini://localhost:{0}/faq/"),
    (500, ["-c", "8", "-r"], "gemini://localhost:{0}/search?harbour%20why"),
    (500, ["-c", "8", "-r", "-b", "51"], "gemini://localhost:{0}/nothing"),
    (3500, ["-c", "16"], "gopher://localhost:{1}/1/faq"),
    (1000, ["-c", "16"], "gopher://localhost:{1}/7/search%09harbour"),
    (500, ["-c", "16", "-b", "3"], "gopher://localhost:{1}/1/nothing"),
)
ROUND = sum(row[0] for row in MIX)


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--qapsule", required=True)
    p.add_argument("--load", required=True)
    p.add_argument("--requests", type=int, default=1000000)
    return p.parse_args()


def make_capsule(folder):
    folder.mkdir()
    (folder / "faq.qa").write_text("Title: A harbour\n" + "".join(
        f"-\nWhy is it {n}?\n{'The ferry leaves the harbour. ' * 30}\n"
        for n in range(100)))


def rss_mib(one):
    kib = 0
    for pid in [one.pid, *one.workers]:
        with open(f"/proc/{pid}/status", encoding="ascii") as f:
            kib += sum(int(line.split()[1]) for line in f
                       if line.startswith("VmRSS:"))
    return kib / 1024


def one_round(one, load):
    for count, flags, url in MIX:
        done = subprocess.run(
            [load, "-n", str(count), *flags,
             url.format(one.gemini, one.gopher)],
            stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            sys.exit(f"health: {url} was not answered well")
    before = set(one.workers)
    done = e2e.run("reload", "--state", one.state)
    if done.returncode != 0:
        sys.exit(f"health: not reloaded: {done.stderr}")
    # the old ones have nothing more to send
    e2e.wait_for(lambda: len(one.workers) == 2 and
                 not before & set(one.workers), "end of old workers")


def creep(figures):
    """From the second tenth of the rounds to the last."""
    n = max(1, len(figures) // 10)
    first = statistics.median(figures[n:2 * n])
    last = statistics.median(figures[-n:])
    return first, last, last / first - 1


def main():
    args = options()
    e2e.BINARY = args.qapsule
    pss, rss, files = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        make_capsule(here / "capsule")
        conf = here / "qapsule.conf"
        conf.write_text(CONF.format(here=here))
        one = e2e.Server(here / "server", conf=conf)
        print("requests  PSS MiB  RSS MiB  fds")
        for n in range(1, max(20, args.requests // ROUND) + 1):
            one_round(one, args.load)
            os.truncate(here / "requests.log", 0)
            pss.append(pss_mib(one))
            rss.append(rss_mib(one))
            files.append(fds(one))
            print(f"{n * ROUND:8}  {pss[-1]:7.2f}  {rss[-1]:7.2f}  "
                  f"{files[-1]:3}", flush=True)
        one.stop()
    for name, figures in ("PSS MiB", pss), ("RSS MiB", rss), ("fds", files):
        first, last, growth = creep(figures)
        print(f"{name}: {first:.2f} to {last:.2f}, {100 * growth:+.2f} %")
    return creep(rss)[2] > 0.02 or creep(files)[2] > 0


if __name__ == "__main__":
    sys.exit(main())
