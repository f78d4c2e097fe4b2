"""NANO as a user starts it: `./nano serve CONFIG`, with the default settings unless a work says otherwise."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from load import client
from systems import peers, process

NAME = "nano"
ROOT = peers.BENCH.parent
NANO = ROOT / "nano"
TOKEN = "bench"
HOSTS = "app-%d.bench.test"


@dataclass(frozen=True)
class App:
    name: str
    hostname: str
    path: Path


def missing() -> str | None:
    return None if NANO.exists() else "nano: not found (expected: the launcher ./nano at the root of the repository)"


def build(launcher: Path = NANO) -> None:
    """The first start of a checkout builds it, which no row shall measure."""
    subprocess.run([str(launcher), "--version"], check=True, stdout=subprocess.DEVNULL)


def prepare_fast_start() -> None:
    """As in the container image."""
    subprocess.run([str(ROOT / "dev" / "fast-start")], check=True, stdout=subprocess.DEVNULL)


def build_operator() -> None:
    subprocess.run([str(NANO), "operator", "--version"], check=True, stdout=subprocess.DEVNULL)


def version() -> str:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    return commit.stdout.strip() or "unknown"


def access_log_off() -> list[str] | None:
    """The flags that turn the access log off, if this NANO has them."""
    text = subprocess.run([str(NANO), "serve", "--help"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return ["--access-log", "off"] if "--access-log" in text.stdout else None


def single(app: str) -> list[App]:
    """One of bench/apps, on the Host that the load asks for."""
    return [App(app, f"{app}.bench.test", peers.APPS / app)]


def numbered(folder: Path, count: int, first: int = 0) -> list[App]:
    """Different apps, one directory each, on the Hosts of the pattern HOSTS."""
    apps = []
    for number in range(first, first + count):
        path = folder / "apps" / f"app-{number}"
        path.mkdir(parents=True, exist_ok=True)
        (path / "index.js").write_text(source(number))
        apps.append(App(f"app-{number}", HOSTS % number, path))
    return apps


def sample(number: int) -> client.Sample:
    return client.Sample(HOSTS % number, f"app {number} version 0".encode())


def source(number: int, version: int = 0) -> str:
    template = (peers.APPS / "numbered" / "index.js").read_text()
    return template.replace("NUMBER", str(number)).replace("VERSION", str(version))


def start(apps: list[App], folder: Path, flags: list[str] | None = None, label: str = NAME,
          launcher: Path = NANO) -> process.Server:
    """Starts with these apps in a config file, or with no config file where there are none."""
    port, admin_port = process.free_port(), process.free_port()
    home = Path(tempfile.mkdtemp(prefix="nano-", dir=folder))
    argv = [str(launcher), "serve"]
    if apps:
        config = {"apps": [{"name": app.name, "hostname": app.hostname, "path": str(app.path)} for app in apps]}
        (home / "nano.json").write_text(json.dumps(config))
        argv.append("nano.json")
    (home / "token").write_text(TOKEN)
    argv += ["--host", "127.0.0.1", "--port", str(port), "--admin-host", "127.0.0.1", "--admin-port", str(admin_port),
             "--admin-token-file", "token", *(flags or [])]
    server = process.start(label, argv, port, home)
    server.admin_port, server.token = admin_port, TOKEN
    return server


def admin(server: process.Server, method: str, path: str, body: object = None) -> client.Answer:
    """One call of the admin API on a connection of its own."""
    assert server.admin_port is not None
    connection = client.Connection(server.admin_port, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return connection.ask(f"127.0.0.1:{server.admin_port}", method, path, content, headers)
    finally:
        connection.close()


def health(server: process.Server) -> dict:
    answer = admin(server, "GET", "/admin/health")
    return json.loads(answer.body) if answer.status == 200 else {"status": answer.status}
