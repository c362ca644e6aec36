"""wrk, with its findings as numbers."""
import json
import pathlib
import subprocess

REPORT = pathlib.Path(__file__).resolve().parents[1] / "report.lua"


def wrk(url, connections, seconds, headers=None, method="GET", must_answer=True):
    """Loads an address from one thread. Gives requests, rate (a second), p50, p90, p99, max (ms), bad.

    Where nothing was answered as asked, there is no finding: that is an error, unless `must_answer` is off.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(REPORT)]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url, "--", method], capture_output=True, text=True, timeout=seconds + 30)
    line = done.stdout.strip().splitlines()[-1] if done.returncode == 0 else ""
    if not line.startswith("{"):
        raise RuntimeError(f"wrk failed on {url}: {done.stdout}{done.stderr}")
    found = json.loads(line)
    if must_answer and (found["requests"] == 0 or found["bad"] == found["requests"]):
        raise RuntimeError(f"{url} was not answered as asked: {found}")
    return found
