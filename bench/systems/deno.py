"""`deno serve` with the same app file that NANO serves, one process, without --parallel."""

import shutil
import tempfile
from pathlib import Path

from systems import peers, process

NAME = "deno"


def missing() -> str | None:
    return None if peers.binary(*peers.DENO) else "deno: not installed (expected: `npm install` in bench/ succeeds)"


def version() -> str:
    return peers.output(peers.binary(*peers.DENO), "--version").removeprefix("deno ").split(" ")[0]


def start(app: str, folder: Path) -> process.Server:
    port = process.free_port()
    home = Path(tempfile.mkdtemp(prefix="deno-", dir=folder))
    shutil.copy(peers.APPS / app / "index.js", home)
    argv = [str(peers.binary(*peers.DENO)), "serve", "--no-config",
            "--host", "127.0.0.1", "--port", str(port), "index.js"]
    return process.start(NAME, argv, port, home, {"DENO_DIR": str(home / "cache"), "DENO_NO_UPDATE_CHECK": "1"})
