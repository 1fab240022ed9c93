"""A terminal client on a screen of its own, watched and typed at.

tmux holds the screen. Nothing here waits for a time: a step waits for words
to appear, and fails with the screen as it then is.
"""

import os
import shlex
import subprocess
import time
from uuid import uuid4

DEADLINE = 30  # seconds for words to appear


class Screen:
    """command, run in a home of its own until the end of the with block."""

    def __init__(self, home, *command, columns=80, rows=45, **environment):
        self.socket = f"qapsule-{uuid4()}"
        self.home = home
        self.home.mkdir(exist_ok=True)
        self.size = ["-x", str(columns), "-y", str(rows)]
        self.environment = {
            "HOME": home, "XDG_CONFIG_HOME": home / "config",
            "XDG_CACHE_HOME": home / "cache", "XDG_DATA_HOME": home / "data",
            "LANG": "C.UTF-8", "TERM": "screen", "PATH": os.environ["PATH"],
        } | environment
        self.command = command

    def tmux(self, *words):
        return subprocess.run(
            ["tmux", "-L", self.socket, "-f", "/dev/null",
             *map(str, words)], check=True, capture_output=True, text=True,
            timeout=DEADLINE).stdout

    def __enter__(self):
        words = [f"{name}={value}" for name, value in self.environment.items()]
        line = shlex.join(["env", "-i", *words, *map(str, self.command)])
        # what it last showed stays to be seen
        self.tmux("new-session", "-d", *self.size,
                  f"cd {shlex.quote(str(self.home))}; {line}; "
                  "echo It has ended.; exec cat")
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def text(self):
        """The screen, without blanks at the ends of its lines."""
        lines = self.tmux("capture-pane", "-p").split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def opens(self, *words):
        """The same for a first page: a client may hang as it starts."""
        for _ in range(3):
            try:
                return self.shows(*words, within=DEADLINE / 3)
            except AssertionError as e:
                hung = e
                self.tmux("respawn-pane", "-k")
        raise hung

    def shows(self, *words, within=DEADLINE):
        """Waits until all of these are there; the screen then."""
        end = time.monotonic() + within
        while True:
            text = self.text()
            missing = [word for word in words if word not in text]
            if not missing:
                return text
            assert time.monotonic() < end, f"no {missing} on\n{text}"
            time.sleep(0.05)

    def gone(self, word):
        """Waits until it is not there any more."""
        end = time.monotonic() + DEADLINE
        while word in self.text():
            assert time.monotonic() < end, f"still {word} on\n{self.text()}"
            time.sleep(0.05)

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def keys(self, *names):
        """As tmux calls them: Enter, Space, Down, C-c ..."""
        self.tmux("send-keys", *names)
