"""What the numbers were found on."""
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
