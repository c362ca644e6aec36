"""What the numbers were found on."""
import json
import os
import pathlib
import platform
import re
import subprocess


def facts():
    return {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{system()}, Linux {platform.release()}",
        "swift": first_line("swift", "--version"),
        "wrk": first_line("wrk", "--version"),
        "beside it": f"Hummingbird {resolved('hummingbird')}, {first_line('/usr/sbin/nginx', '-v').removeprefix('nginx version: ')}, {flask_user()}",
        "load before": load(),
    }


def load():
    return "load average {:.1f} in the last minute".format(os.getloadavg()[0])


def processor():
    found = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def system():
    found = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    return found.group(1) if found else "Linux"


def first_line(*command):
    """wrk tells its version with status 1; the version is what counts."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0]


def resolved(package):
    """The version of a package that the peers were built with."""
    file = pathlib.Path(__file__).resolve().parents[1] / "Package.resolved"
    pins = json.loads(file.read_text())["pins"] if file.exists() else []
    return next((pin["state"]["version"] for pin in pins if pin["identity"] == package), "not built")


def flask_user():
    wanted = (pathlib.Path(__file__).resolve().parents[1] / "peers/flask-user/requirements.txt").read_text()
    return ", ".join(line.replace("==", " ") for line in wanted.splitlines() if line.lower().startswith(("flask-user", "gunicorn")))
