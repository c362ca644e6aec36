"""The site as a Lambda function under AWS's emulator."""
import os
import signal

from bucket import Service
from site_process import SECRET_KEY
from visitor import Visitor

import requests


class Function(Service):
    script = "lambda_rie.py"

    def __init__(self, binary, root, settings, timeout=30, arguments=()):
        environment = {
            "SECRET_KEY": SECRET_KEY, "USER_REGISTER_MINIMUM_TIME": "0", "SATCHEL_TEMPLATES": root / "Templates", "SATCHEL_PUBLIC": root / "Public",
            "USER_PASSWORD_COST": "4", **settings}
        given = [f"--env={name}={value}" for name, value in environment.items() if value is not None]
        super().__init__("--timeout", str(timeout), *given, str(binary), *arguments)

    def visitor(self):
        return Visitor(self.url)

    def invoke(self, event):
        """An event as it is; gives the function's answer, or its error."""
        return requests.post(self.facts["INVOKE"], json=event, timeout=60).json()

    @property
    def log(self):
        with open(self.facts["LOG"]) as log:
            return log.read()

    def kill(self):
        """SIGKILL to the emulator and to the site in it, at once."""
        with open(self.facts["PIDS"]) as pids:
            try:
                os.killpg(int(pids.read()), signal.SIGKILL)
            except (ProcessLookupError, ValueError):
                pass

    def processes(self):
        """The ids of the site's processes."""
        with open(self.facts["PIDS"]) as pids:
            emulator = pids.read().strip()
        children = []
        for task in os.listdir(f"/proc/{emulator}/task"):
            with open(f"/proc/{emulator}/task/{task}/children") as names:
                children += [int(name) for name in names.read().split()]
        return children
