"""One `satchel serve` process, and the commands beside it."""
import os
import re
import shutil
import signal
import subprocess
import time

from visitor import Visitor

# The same for all processes of a test run: sessions of one are good at the other.
SECRET_KEY = "an-end-to-end-secret-long-enough-for-the-tests"


class Site:
    def __init__(self, binary, folder, root, settings):
        self.binary, self.folder, self.process, self.port = binary, folder, None, None
        folder.mkdir(parents=True, exist_ok=True)
        self.log_path = folder / f"log-{id(self)}.txt"
        defaults = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SECRET_KEY": SECRET_KEY,
            "SATCHEL_TEMPLATES": str(root / "Templates"),
            "SATCHEL_PUBLIC": str(root / "Public"),
            "DATABASE_URL": "sqlite:///site.sqlite",
            "USER_PASSWORD_COST": "4",
            "USER_REGISTER_MINIMUM_TIME": "0",
            "PORT": "0",
        }
        self.environment = {k: str(v) for k, v in {**defaults, **settings}.items() if v is not None}

    @property
    def log(self):
        return self.log_path.read_text() if self.log_path.exists() else ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def visitor(self):
        return Visitor(self.url)

    def spawn(self, *arguments):
        """Starts the process and does not wait for it."""
        with open(self.log_path, "a") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)
        return self

    def start(self, *arguments, seconds=30):
        """Starts the process and waits until it says where it listens."""
        already = len(self.log)
        self.spawn(*arguments)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(r"(?:ready on|listening.*?url[=\":]+) ?https?://[^:/]+:(\d+)", self.log[already:])
            if found:
                self.port = int(found.group(1))
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"the site did not start (exit code {self.process.poll()}):\n{self.log}")

    def start_refused(self, seconds=30):
        """Starts the process, which must end by itself; gives its exit code and what it said."""
        code = self.spawn().process.wait(seconds)
        return code, self.log

    def terminate(self, seconds=30):
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self):
        """SIGKILL to the process and whatever it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def command(self, *arguments, stdin=None):
        """Runs another command of the site; gives (exit code, standard output, standard error)."""
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.folder, env=self.environment, input=stdin or "", capture_output=True,
            text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def copy_in(self, source, name):
        shutil.copy(source, self.folder / name)
