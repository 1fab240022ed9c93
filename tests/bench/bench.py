#!/usr/bin/env python3
"""What a request costs qapsule, beside what it costs the floor (floor.c).

Both run on loopback with the same certificate and answer with the same bytes.
They are measured in turn, in pairs, and each pair gives one ratio: what the
machine does besides strikes both alike, so that ratios may be compared between
runs and machines where microseconds may not. CPU is user and system time of
all of a server's processes. Nothing here passes or fails.

Writes a table to standard output, and bench.json and bench.dat (for plot.gp)
to the current folder.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

import capsule

PAGE = 4096  # bytes of an answer, about, with what stands around it
QUESTIONS = 10
FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
# silent connections at once; each may be a socket and a file that it is sent
IDLE = min(10000, FILES // 2 - 100)
FEW = 3  # pairs are enough for memory, which repeats
# nobody is turned away, nor closed while others are still coming
CONF = """
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
certs = "{here}/certs"
state = "{here}/state-{run}"
workers = {workers}
limits {{ connections = 20000
handshake = 300
request = 300 }}
host "localhost" {{ capsule = "{capsule}" }}
"""
WORDS = "How a harbour of slow ferries serves every reader who asks. "


def main():
    args = options()
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args, pathlib.Path(folder))
        try:
            rows = bench.run()
        finally:
            bench.stop()
    report = {"machine": machine(), "pairs": args.pairs, "rows": rows}
    pathlib.Path("bench.json").write_text(json.dumps(report, indent=1) + "\n")
    pathlib.Path("bench.dat").write_text(plot_data(rows))
    print(table(report))


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--qapsule", required=True)
    p.add_argument("--load", required=True)
    p.add_argument("--floor", required=True)
    p.add_argument("--pairs", type=int, default=15)
    p.add_argument("--only", default="", help="rows whose name has this")
    p.add_argument("--pages", type=int, default=10000,
                   help="of the big capsule")
    return p.parse_args()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        cpu = next((line.split(":")[1].strip() for line in f
                    if line.startswith("model name")), platform.machine())
    return {"cpu": cpu, "cpus": os.cpu_count(), "kernel": platform.release(),
            "openssl": ssl.OPENSSL_VERSION, "load": os.getloadavg()[0],
            "date": time.strftime("%Y-%m-%d")}


class Server:
    """A running server: its process and its ports by protocol."""

    def __init__(self, argv, ports):
        start = time.monotonic()
        self.conf = None
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.ports = ports(self.process)
        self.seconds = time.monotonic() - start
        with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as f:
            self.cpu_seconds = int(f.read().split()[0]) / 1e9

    def children(self):
        return pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children"
                            ).read_text(encoding="ascii").split()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.capsule = folder / "capsule"
        self.servers = []
        self.started = 0
        self.rows = []
        self.make_capsule()

    def make_capsule(self):
        self.capsule.mkdir()
        answer = (WORDS * PAGE)[:PAGE - 100]
        (self.capsule / "page.qa").write_text(
            "A page to measure with.\n" + "".join(
                f"-\nWhat of the number {n}?\n{answer}\n"
                for n in range(QUESTIONS)))
        (self.capsule / "1m.bin").write_bytes(os.urandom(1 << 20))
        (self.capsule / "100m.bin").write_bytes(os.urandom(1 << 20) * 100)

    # --- servers ---

    def qapsule(self, workers=1, folder=None):
        self.started += 1  # two may run at once, each with its own state
        conf = self.folder / f"{self.started}.conf"
        conf.write_text(CONF.format(here=self.folder, run=self.started,
                                    workers=workers,
                                    capsule=folder or self.capsule))
        ports_file = self.folder / f"ports-{self.started}"

        def ports(process):
            while not ports_file.exists():
                if process.poll() is not None:
                    sys.exit("bench: qapsule does not start")
                time.sleep(0.002)
            return {line.split()[0]: int(line.split()[2])
                    for line in ports_file.read_text().splitlines()}
        server = Server([self.args.qapsule, "serve", "-c", conf,
                         "--ports-file", ports_file], ports)
        server.conf = conf
        return self.keep(server)

    def floor(self, protocol, head, file):
        keys = [self.folder / "certs" / f"localhost.{end}"
                for end in ("crt", "key") if protocol == "gemini"]
        return self.keep(Server(
            [self.args.floor, head, file, *keys],
            lambda process: {protocol: int(process.stdout.readline())}))

    def keep(self, server):
        self.servers.append(server)
        return server

    def stop(self):
        for server in self.servers:
            server.stop()
        self.servers = []

    def floor_for(self, protocol, path):
        """A floor that answers as qapsule does at this path."""
        qapsule = self.servers[0]
        head, answer = "", fetch(protocol, qapsule.ports[protocol], path)
        if protocol == "gemini":
            head, answer = answer.split(b"\r\n", 1)
            head = head.decode()
        file = self.folder / "answer"
        file.write_bytes(answer)
        return self.floor(protocol, head, file)

    # --- measuring ---

    def load(self, server, protocol, path, *flags, usage=True):
        if usage:  # of the server's processes, which must stay the same
            flags = "-p", server.pid, *flags
        p = subprocess.run(
            [self.args.load, *map(str, flags),
             f"{protocol}://localhost:{server.ports[protocol]}{path}"],
            stdout=subprocess.PIPE, check=False)
        if p.returncode != 0:
            sys.exit(f"bench: {protocol}://{path} was not answered well")
        return json.loads(p.stdout)

    def wanted(self, name):
        return self.args.only in name

    def pairs(self, name, unit, first, second, most=1000):
        """Two figures in turn, and in turn which comes first."""
        show_progress(name)
        a, b = [], []
        for _ in range(min(self.args.pairs, most)):
            if len(a) % 2 == 0:
                a.append(first())
                b.append(second())
            else:
                b.append(second())
                a.append(first())
        self.rows.append({"name": name, "unit": unit, "qapsule": spread(a),
                          "floor": spread(b),
                          "ratio": spread([x / y for x, y in zip(a, b)])})

    def requests(self, name, protocol, path, *flags):
        if not self.wanted(name):
            return
        qapsule, floor = self.qapsule(), self.floor_for(protocol, path)
        self.compare(name, (qapsule, *flags), (floor, *flags), protocol, path)
        self.rows[-1]["path"] = path
        self.stop()

    def compare(self, name, first, second, protocol, path, most=1000):
        """CPU of two servers under load, with the p99 and the rate of each."""
        seen = ([], [])

        def measure(server, flags, results):
            def one():
                results.append(self.load(server, protocol, path, *flags))
                return results[-1]["cpu_us"]
            return one
        self.pairs(name, "us", measure(first[0], first[1:], seen[0]),
                   measure(second[0], second[1:], seen[1]), most)
        for key in "p99_ms", "per_second":
            self.rows[-1][key] = [statistics.median(r[key] for r in results)
                                  for results in seen]

    def beside_idle(self, name, protocol, path, flag):
        """What idle connections do to the requests of others."""
        if not self.wanted(name):
            return
        busy, alone = self.qapsule(), self.qapsule()
        flags = "-c", 16, "-n", 500
        self.compare(name, (busy, *flags, flag, IDLE), (alone, *flags),
                     protocol, path, FEW)
        self.stop()

    def workers(self, name):
        if not self.wanted(name):
            return
        flags = "-c", 16, "-n", 2000
        self.compare(name, (self.qapsule(workers=2), *flags),
                     (self.qapsule(workers=1), *flags), "gopher", "/1/page")
        self.stop()

    def idle(self, name, protocol, path, flag, count):
        """KiB of a server's memory for each connection that is silent."""
        if not self.wanted(name):
            return

        def measure(start):
            def one():
                server = start()
                result = self.load(server, protocol, path, flag, count)
                self.servers.remove(server)
                server.stop()
                return result["idle_pss_kib"] / count
            return one
        self.qapsule()
        self.floor_for(protocol, path)
        self.pairs(name, "KiB", measure(self.qapsule),
                   measure(lambda: self.floor_for(protocol, path)), FEW)
        self.stop()

    def start_memory(self, name, workers):
        if not self.wanted(name):
            return
        shipped = pathlib.Path(__file__).parents[2] / "capsule"

        def measure(start):
            def one():
                server = start()
                result = self.load(server, "gopher", "/1/")
                server.stop()
                self.servers.remove(server)
                return result["pss_kib"] / 1024
            return one
        self.qapsule()
        self.pairs(name, "MiB",
                   measure(lambda: self.qapsule(workers, shipped)),
                   measure(lambda: self.floor_for("gopher", "/1/")), FEW)
        self.stop()

    def big(self, name):
        """A big capsule: what it costs to load, to hold and to ask."""
        if not self.wanted(name):
            return
        show_progress(name)
        folder = self.folder / "big"
        size = capsule.write(folder, self.args.pages)
        path = f"/0/{capsule.page_name(0)}/all"
        seconds, cpu_seconds, pss = [], [], []
        for _ in range(min(self.args.pairs, FEW)):
            self.stop()
            server = self.qapsule(folder=folder)
            seconds.append(server.seconds)
            cpu_seconds.append(server.cpu_seconds)
            pss.append(self.load(server, "gopher", path)["pss_kib"] * 1024)
        self.reload(server, path)
        one = self.folder / "one"
        capsule.write(one, 1)
        small = self.qapsule(folder=one)
        self.rows.append({"name": f"start, {self.args.pages} pages, "
                          f"{size / 1e6:.0f} MB", "unit": "s",
                          "qapsule": spread(seconds)})
        self.rows.append({"name": "CPU for that", "unit": "s",
                          "qapsule": spread(cpu_seconds)})
        self.rows.append({"name": "memory of it / source", "unit": "x",
                          "qapsule": spread([p / size for p in pss])})
        self.pairs("a Gopher page of it / in a capsule of its own", "us",
                   lambda: self.load(server, "gopher", path, "-c", 16,
                                     "-n", 2000)["cpu_us"],
                   lambda: self.load(small, "gopher", path, "-c", 16,
                                     "-n", 2000)["cpu_us"])
        self.stop()

    def reload(self, server, path):
        """How long a reload takes, and what it does to the requests of others:
        as many as are answered meanwhile, or fewer, then the same alone."""
        seconds, p99 = [], ([], [])
        flags = "-c", 4, "-n", 5000
        children = len(server.children())
        for _ in range(min(self.args.pairs, FEW)):
            start = time.monotonic()
            with subprocess.Popen([self.args.qapsule, "reload", "-c",
                                   server.conf],
                                  stdout=subprocess.DEVNULL) as reload:
                p99[0].append(
                    self.load(server, "gopher", path, *flags,
                              usage=False)["p99_ms"])
            if reload.returncode != 0:
                sys.exit("bench: qapsule does not reload")
            seconds.append(time.monotonic() - start)
            while len(server.children()) > children:
                time.sleep(0.01)  # until the old generation is gone
            p99[1].append(self.load(server, "gopher", path, *flags)["p99_ms"])
        self.rows.append({"name": "reload of it / alone", "unit": "s",
                          "qapsule": spread(seconds),
                          "p99_ms": [statistics.median(p) for p in p99]})

    def run(self):
        page, text = "/page/what-of-the-number-5", \
            "/0/page/what-of-the-number-5"
        for c in (1, 16, 64):
            self.requests(f"Gemini 4 KiB, full, {c} at a time", "gemini",
                          page, "-c", c, "-n", 150)
        for c in (1, 16, 64):
            self.requests(f"Gemini 4 KiB, resumed, {c} at a time", "gemini",
                          page, "-r", "-c", c, "-n", 150)
        self.requests("Gemini 1 MiB file", "gemini", "/1m.bin", "-c", 8, "-n",
                      50)
        self.requests("Gemini 100 MiB file", "gemini", "/100m.bin")
        self.requests("Gopher menu, 1 at a time", "gopher", "/1/page", "-n",
                      1000)
        self.requests("Gopher menu, 16 at a time", "gopher", "/1/page", "-c",
                      16, "-n", 2000)
        self.requests("Gopher 4 KiB text, 16 at a time", "gopher", text, "-c",
                      16, "-n", 2000)
        self.requests("Gopher 1 MiB file", "gopher", "/9/1m.bin", "-c", 8,
                      "-n", 100)
        self.requests("Gopher 100 MiB file", "gopher", "/9/100m.bin")
        self.idle("idle, nothing sent", "gemini", page, "-s", IDLE)
        self.idle("idle, after the handshake", "gemini", page, "-i", IDLE)
        self.beside_idle(f"beside {IDLE} that sent nothing / alone", "gemini",
                         page, "-s")
        self.beside_idle(f"beside {IDLE} after the handshake / alone",
                         "gemini", page, "-i")
        self.workers("Gopher menu, 2 workers / 1")
        self.start_memory("memory at start, 1 worker", 1)
        self.start_memory("memory at start, 2 workers", 2)
        self.big("big capsule")
        return self.rows


def fetch(protocol, port, path):
    with socket.create_connection(("127.0.0.1", port)) as s:
        if protocol == "gopher":
            s.sendall(path[2:].encode() + b"\r\n")
            return read_all(s)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        with tls.wrap_socket(s, server_hostname="localhost") as t:
            t.sendall(f"gemini://localhost:{port}{path}\r\n".encode())
            return read_all(t)


def read_all(s):
    parts = []
    while part := s.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


def spread(values):
    """The median, and between what the middle half of the values lies."""
    low, median, high = statistics.quantiles(
        values * 2 if len(values) == 1 else values, method="inclusive")
    return {"median": median, "low": low, "high": high}


def show_progress(name):
    if sys.stderr.isatty():
        print(f"\r\033[K{name} ...", end="", file=sys.stderr, flush=True)


def figure(s, digits):
    return "" if s is None else "{:.{d}f} ({:.{d}f}-{:.{d}f})".format(
        s["median"], s["low"], s["high"], d=digits)


def both(figures, digits):
    return " / ".join(f"{x:.{digits}f}" for x in figures or [])


def table(report):
    m = report["machine"]
    lines = [f"{m['cpus']} x {m['cpu']}, Linux {m['kernel']}, "
             f"{m['openssl']}, {m['date']}, load {m['load']:.1f}; medians "
             f"of {report['pairs']} pairs (and quartiles)", "",
             "| | qapsule | floor | ratio | p99 ms | requests/s |",
             "| --- | --- | --- | --- | --- | --- |"]
    for row in report["rows"]:
        digits = 0 if row["qapsule"]["median"] >= 100 else 1
        lines.append(
            f"| {row['name']}, {row['unit']} | {figure(row['qapsule'], digits)}"
            f" | {figure(row.get('floor'), digits)}"
            f" | {figure(row.get('ratio'), 2)}"
            f" | {both(row.get('p99_ms'), 1)}"
            f" | {both(row.get('per_second'), 0)} |")
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    return "\n".join(lines)


def plot_data(rows):
    """name, then median, low and high of qapsule, of the floor, of the ratio"""
    return "".join(
        '"{}" {}\n'.format(row["name"], " ".join(
            f"{row[who][which]:.4g}" for who in ("qapsule", "floor", "ratio")
            for which in ("median", "low", "high")))
        for row in rows if row["unit"] == "us" and "path" in row)


if __name__ == "__main__":
    main()
