"""Results of pytest as TAP, for automake; a plugin."""

import os


class Tap:
    """One TAP line a test, on the descriptor that TAP_FD names."""

    def __init__(self, out):
        self.out = out
        self.count = 0
        self.failed = False
        self.skipped = None

    def line(self, text):
        print(text, file=self.out, flush=True)

    def pytest_collection_finish(self, session):
        self.line(f"1..{len(session.items)}")

    def pytest_runtest_logreport(self, report):
        """Told of set-up, call and tear-down: any of them can fail a test."""
        self.failed |= report.failed
        if report.skipped:
            self.skipped = report.longrepr[2].removeprefix("Skipped: ")
        if report.when != "teardown":
            return
        self.count += 1
        name = report.nodeid.replace("#", "")
        why = f" # SKIP {self.skipped}" if self.skipped else ""
        self.line(f"{'not ok' if self.failed else 'ok'} {self.count}"
                  f" - {name}{why}")
        self.failed, self.skipped = False, None


def pytest_configure(config):
    if "TAP_FD" in os.environ:
        out = os.fdopen(int(os.environ["TAP_FD"]), "w")
        config.pluginmanager.register(Tap(out))
