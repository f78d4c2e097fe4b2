"""The apps of runtime/src/test/resources/hostile, as HostileCorpusIT reads and installs them."""

import json
import re
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from load import client
from systems import nano
from systems.process import Server

FOLDER = nano.ROOT / "runtime" / "src" / "test" / "resources" / "hostile"
TIMEOUT_MS = 1000
MEMORY_MB = 64
INDEX = """import * as app from './attack.js';
const { attack } = app;
export default {
  fetch(request, env, ctx) {
    return request.url.endsWith('/attack') ? attack(request, env, ctx) : new Response('fine');
  },
};
"""


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    requests: int
    body_bytes: int
    answers_afterwards: bool

    @property
    def host(self) -> str:
        return self.name.replace("/", ".")


def read(prefix: str = "") -> list[Attack]:
    attacks = [_read(file) for file in sorted(FOLDER.rglob("*.js"))]
    return [attack for attack in attacks if attack.name.startswith(prefix)]


def _read(file: Path) -> Attack:
    code = file.read_text()

    def header(key: str, otherwise: str) -> str:
        found = re.search(rf"^// {key}: (.+)$", code, re.MULTILINE)
        return found[1].strip() if found else otherwise

    name = str(file.relative_to(FOLDER).with_suffix(""))
    return Attack(name, code, int(header("Requests", "1")), int(header("Body", "0")), not header("Then", ""))


def renamed(attack: Attack, name: str) -> Attack:
    """The same attack as an app of another name, so that it can run beside itself."""
    return replace(attack, name=name)


def run(server: Server, attack: Attack, within: float = 5.0) -> str | None:
    """Installs the app, attacks, waits until it answers again or is quarantined, and removes it.

    Returns what was wrong afterwards, or None.
    """
    index = attack.code if "export default {" in attack.code else INDEX
    document = {"name": attack.name, "timeout_ms": TIMEOUT_MS, "memory_mb": MEMORY_MB,
                "env": {"PORT": str(server.port), "ADMIN_PORT": str(server.admin_port)},
                "files": {"index.js": index, "attack.js": attack.code}}
    try:
        put = nano.admin(server, "PUT", f"/admin/apps/{attack.host}", document)
        if put.status != 200:
            return None if put.status == 422 else f"PUT was answered {put.status} {put.body[:200]!r}"
        threads = [threading.Thread(target=_request, args=(server, attack)) for _ in range(attack.requests)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return _afterwards(server, attack, within)
    finally:
        nano.admin(server, "DELETE", f"/admin/apps?hostname={attack.host}")


def _request(server: Server, attack: Attack) -> None:
    connection = client.Connection(server.port, timeout=60)
    try:
        body = bytes(attack.body_bytes) if attack.body_bytes else None
        connection.ask(attack.host, "POST" if body else "GET", "/attack", body)
    except (OSError, client.http.client.HTTPException):
        pass  # Cut short, as many of them must be.
    finally:
        connection.close()


def _afterwards(server: Server, attack: Attack, within: float) -> str | None:
    last: object = "nothing"
    started = time.perf_counter()
    while time.perf_counter() - started < within:
        try:
            answer = client.Sample(attack.host, b"fine").ask(server.port)
            last = f"{answer.status} {answer.body[:100]!r}"
            if answer.body == b"fine" or not attack.answers_afterwards or _is_quarantined(server, attack):
                return None
        except (OSError, client.http.client.HTTPException) as problem:
            last = problem
        time.sleep(0.05)
    return f"does not answer within {within:.0f} s, last: {last}"


def _is_quarantined(server: Server, attack: Attack) -> bool:
    shown = nano.admin(server, "GET", f"/admin/apps/{attack.host}")
    return shown.status == 200 and json.loads(shown.body).get("state") == "quarantined"
