"""Node's own http module, one process, as its documentation shows it."""

import shutil
from pathlib import Path

from systems import peers, process

NAME = "node"


def missing() -> str | None:
    return None if shutil.which("node") else "node: not found (expected: Node 20 on the PATH)"


def version() -> str:
    return peers.output("node", "--version")


def start(app: str, folder: Path) -> process.Server:
    port = process.free_port()
    return process.start(NAME, ["node", str(peers.APPS / "node" / f"{app}.mjs"), str(port)], port, folder)
