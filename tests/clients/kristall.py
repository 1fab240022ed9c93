"""Kristall on a display of its own, read as a person would copy from it.

What is on a page is taken from the clipboard, after "select all" and "copy",
so that it is what the program made of the answer. The title of the window is
that of the page. Of pictures the pixels are counted.
"""

import os
import signal
import subprocess
import time

from screen import DEADLINE

CONFIG = """[Protocols]
gemini=true
gopher=true
"""
# without an earlier session it does not open what it was started with
SESSION = "[windows]\n1\\tabs\\size=0\nsize=1\n"
NEEDS = ("kristall", "Xvfb", "openbox", "xdotool", "xclip", "import")


class Kristall:
    """Opens url in a home of its own until the end of the with block."""

    def __init__(self, home, url, width=800, height=700):
        self.url = url
        self.home = home / "kristall"
        config = self.home / "config" / "kristall"
        config.mkdir(parents=True)
        (config / "config.ini").write_text(CONFIG)
        (config / "session.ini").write_text(SESSION)
        self.size = width, height
        self.environment = {
            "HOME": self.home, "XDG_CONFIG_HOME": self.home / "config",
            "XDG_CACHE_HOME": self.home / "cache",
            "XDG_DATA_HOME": self.home / "data",
            "XDG_RUNTIME_DIR": self.home, "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
        }
        self.home.chmod(0o700)
        self.running = []

    def start(self, *command, **kwargs):
        # a group of its own: Kristall forks helpers
        process = subprocess.Popen(
            list(map(str, command)), env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True, **kwargs)
        self.running.append(process)

    def run(self, *command):
        return subprocess.run(
            list(map(str, command)), env=self.environment, timeout=DEADLINE,
            stdin=subprocess.DEVNULL, capture_output=True, check=False).stdout

    def __enter__(self):
        try:
            ours, theirs = os.pipe()
            width, height = self.size
            self.start("Xvfb", "-displayfd", theirs, "-screen", "0",
                       f"{width}x{height}x24", "-nolisten", "tcp",
                       pass_fds=[theirs])
            os.close(theirs)
            with os.fdopen(ours) as number:
                self.environment["DISPLAY"] = f":{number.readline().strip()}"
            self.start("openbox")
            self.start("kristall", self.url)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        for process in reversed(self.running):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait(self, look, what):
        end = time.monotonic() + DEADLINE
        while True:
            seen = look()
            if seen:
                return seen
            assert time.monotonic() < end, \
                f"no {what}: {self.windows()}\n{self.text()}"
            time.sleep(0.1)

    def windows(self):
        """The titles of those that can be seen; a dialogue may have none."""
        return self.run("xdotool", "search", "--onlyvisible", "--class",
                        "kristall", "getwindowname",
                        "%@").decode().splitlines()

    def titled(self, title):
        self.wait(lambda: title in self.windows(), title)

    def keys(self, *names):
        self.run("xdotool", "key", *names)

    def type(self, text):
        self.run("xdotool", "type", "--delay", "50", "--", text)

    def text(self):
        """All of the page, as it is copied."""
        width, height = self.size
        # between page and scroll bar there is no link to be hit
        self.run("xdotool", "mousemove", width - 40, height // 2, "click", 1)
        self.keys("ctrl+a", "ctrl+c")
        return self.run("xclip", "-o", "-selection", "clipboard",
                        "-t", "UTF8_STRING").decode()

    def shows(self, *words):
        """Waits until all of these are on the page; the page then."""
        def look():
            text = self.text()
            return text if all(word in text for word in words) else None
        return self.wait(look, words)

    def pixels(self, *colour):
        """How many pixels of the screen have this colour."""
        ppm = self.run("import", "-window", "root", "-depth", "8", "ppm:-")
        _, size, _, data = ppm.split(b"\n", 3)
        width, height = map(int, size.split())
        assert len(data) == width * height * 3
        return sum(data[i:i + 3] == bytes(colour)
                   for i in range(0, len(data), 3))
