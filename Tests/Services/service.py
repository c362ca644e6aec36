"""What every service of the tests does: say where it listens, and end with whoever started it."""

import os
import signal
import sys
import threading


def announce(**facts):
    """Prints NAME=value lines and a last line READY."""
    for name, value in facts.items():
        print(f"{name}={value}")
    print("READY", flush=True)


def end_with_parent(before_end=lambda: None):
    """With --with-parent: ends when standard input does, so that a test that crashes leaves nothing running."""

    def end(*_):
        before_end()
        os._exit(0)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    if "--with-parent" in sys.argv:
        sys.argv.remove("--with-parent")

        def wait():
            while os.read(0, 1024):
                pass
            end()

        threading.Thread(target=wait, daemon=True).start()
