"""The sites under load: the quickstart as it is shipped, in production, and Flask-User's beside it."""
import os
import subprocess
import sys

from bench.programs import Program, free_port

NAME, PASSWORD = "visitor", "A fine long passw0rd"
SECRET = "a-secret-of-the-benchmarks-long-enough-for-anyone"


def satchel(bench, name="satchel", binary=None, **settings):
    """The release binary with the access log on, as a site runs."""
    folder, port = bench.folder(name), free_port()
    environment = {
        "SATCHEL_ENV": "production",
        "SECRET_KEY": SECRET,
        "SATCHEL_TEMPLATES": str(bench.root / "Templates"),
        "SATCHEL_PUBLIC": str(bench.root / "Public"),
        "DATABASE_URL": "sqlite:///site.sqlite",
        "PORT": str(port),
        # The forms are sent as soon as they are there.
        "USER_REGISTER_MINIMUM_TIME": "0",
        **settings,
    }
    return Program([binary or bench.satchel, "serve"], port, folder, environment, folder / "log.txt")


def flask_user(bench):
    """Flask-User's quickstart under gunicorn with two workers; None where its packages can't be installed."""
    here = bench.root / "Benchmarks/peers/flask-user"
    python = flask_user_python(bench, here)
    if python is None:
        return None
    folder = bench.folder("flask-user-site")
    command = [python, "-m", "gunicorn", "--workers", "2", "--bind", "127.0.0.1:{port}", "--chdir", here, "site_app:app"]
    database = {"DATABASE": f"sqlite:///{folder}/site.sqlite", "PYTHONDONTWRITEBYTECODE": "1"}
    # It makes its table when it is loaded: two workers would do so at the same time, and one of them fail.
    subprocess.run([python, "-c", "import site_app"], cwd=here, env={**os.environ, **database}, check=True)
    return Program(command, None, folder, database, folder / "log.txt")


def flask_user_python(bench, here):
    """Its own environment, made once."""
    venv, requirements = bench.scratch / "flask-user", here / "requirements.txt"
    mark = venv / "installed"
    if not mark.exists() or mark.read_text() != requirements.read_text():
        print("installing Flask-User …", file=sys.stderr, flush=True)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
        for command in (["python3", "-m", "venv", venv], [venv / "bin/pip", "install", "-q", "-r", requirements]):
            done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
            if done.returncode:
                print(f"without Flask-User: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                return None
        mark.write_text(requirements.read_text())
    return venv / "bin/python"
