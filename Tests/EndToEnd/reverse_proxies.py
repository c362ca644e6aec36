"""Real proxies in front of a site, each in a process and a folder of its own."""
import getpass
import pathlib
import shutil
import socket
import subprocess
import time


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class ReverseProxy:
    """Takes (port, folder) for its configuration; listens on 127.0.0.1 when it is entered."""

    def __init__(self, folder, command, configuration):
        self.port, self.folder = free_port(), folder
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "proxy.conf"
        self.path.write_text(configuration.format(port=self.port, folder=folder, user=getpass.getuser()))
        self.command = [part.format(path=self.path, folder=folder) for part in command]

    def __enter__(self):
        self.log = open(self.folder / "proxy.log", "w")
        self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        self.__exit__()
        raise AssertionError(f"{self.command[0]} did not start:\n{(self.folder / 'proxy.log').read_text()}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


def program(name):
    """Debian keeps servers out of the PATH of ordinary users."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert found, f"{name} is missing: make setup installs it"
    return found


def nginx(folder, upstream, location=""):
    return ReverseProxy(pathlib.Path(folder), [program("nginx"), "-p", "{folder}", "-e", "{folder}/error.log", "-c", "{path}"], """
daemon off;
user {user};
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    client_max_body_size 100m;
    upstream site {{ server UPSTREAM; keepalive 4; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_request_buffering off;
            LOCATION
        }}
    }}
}}
""".replace("UPSTREAM", upstream).replace("LOCATION", location))


def haproxy(folder, upstream, server_options="", backend=""):
    return ReverseProxy(pathlib.Path(folder), [program("haproxy"), "-db", "-f", "{path}"], """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:{port}
    default_backend site
backend site
    option forwardfor
    http-reuse safe
    BACKEND
    server one UPSTREAM OPTIONS
""".replace("UPSTREAM", upstream).replace("OPTIONS", server_options).replace("BACKEND", backend))
