"""What every measure needs: the programs, built; how long and how often; a folder that is empty."""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from bench.load import wrk
from bench.programs import cpu_seconds


class Bench:
    def __init__(self, root, quick):
        self.root, self.quick = root, quick
        self.rounds, self.seconds = (2, 1) if quick else (5, 2)
        # What was compared: path, connections, name → findings.
        self.compared = []
        self.scratch = root / ".build/bench"
        self.scratch.mkdir(parents=True, exist_ok=True)

    def build(self):
        """The quickstart as it is shipped, and the programs beside it."""
        quickstart = [] if "SATCHEL_BINARY" in os.environ else [(self.root, ["--product", "satchel"])]
        for package, product in (*quickstart, (self.root / "Benchmarks", [])):
            print(f"building {package.name} …", file=sys.stderr, flush=True)
            command = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", str(package), *product]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                sys.exit(done.stdout)

    @property
    def satchel(self):
        return pathlib.Path(os.environ.get("SATCHEL_BINARY", self.root / ".build/release/satchel"))

    def program(self, name):
        return self.root / "Benchmarks/.build/release" / name

    def folder(self, name):
        """An empty folder for a site; the last run's is thrown away."""
        path = self.scratch / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def side_by_side(self, programs, path, connections, headers=None):
        """Loads each program in turn, round after round, the order turned each time; gives name → median of each finding.

        `headers` are each program's own. `cpu` is what a program used for one request, in µs of one core: it depends less than
        the rate on who else uses the machine.
        """
        findings = {name: [] for name in programs}
        for number in range(self.rounds):
            for name in list(programs) if number % 2 == 0 else list(reversed(programs)):
                program, before = programs[name], cpu_seconds(programs[name].pid)
                found = wrk(program.url + path, connections, self.seconds, (headers or {}).get(name))
                found["cpu"] = (cpu_seconds(program.pid) - before) / found["requests"] * 1e6
                findings[name].append(found)
        found = {name: median(found) for name, found in findings.items()}
        self.compared.append({"path": path, "connections": connections, "found": found})
        return found


def median(findings):
    """The median of each number; of refused or failed requests, the sum: there must be none."""
    middle = {key: statistics.median(finding[key] for finding in findings) for key in findings[0]}
    middle["bad"] = sum(finding["bad"] for finding in findings)
    return middle
