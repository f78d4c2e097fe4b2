"""workerd with the same app file that NANO serves."""

import shutil
import tempfile
from pathlib import Path

from systems import peers, process

NAME = "workerd"
CONFIG = """
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "app", worker = (
    modules = [(name = "index.js", esModule = embed "index.js")],
    compatibilityDate = "2026-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "app")]);
"""


def missing() -> str | None:
    return None if peers.binary(*peers.WORKERD) else "workerd: not installed (expected: `npm install` in bench/ succeeds)"


def version() -> str:
    return peers.output(peers.binary(*peers.WORKERD), "--version").removeprefix("workerd ")


def start(app: str, folder: Path) -> process.Server:
    port = process.free_port()
    home = Path(tempfile.mkdtemp(prefix="workerd-", dir=folder))
    shutil.copy(peers.APPS / app / "index.js", home)
    (home / "config.capnp").write_text(CONFIG % port)
    return process.start(NAME, [str(peers.binary(*peers.WORKERD)), "serve", "config.capnp"], port, home)
