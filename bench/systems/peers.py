"""The peers that come from npm. package.json names exact versions, and so do they for their binaries."""

import shutil
import subprocess
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
APPS = BENCH / "apps"


def install() -> None:
    """Installs into bench/node_modules what is missing; a peer that cannot be installed is left out of the table."""
    if shutil.which("npm") and not all(binary(*peer) for peer in (WORKERD, DENO)):
        print("installing workerd and deno into bench/node_modules", flush=True)
        subprocess.run(["npm", "install"], cwd=BENCH)


def binary(scope: str, pattern: str) -> Path | None:
    """The executable itself: the packages' own launchers may put a process of node in front of it."""
    return next(iter(sorted((BENCH / "node_modules" / scope).glob(pattern))), None)


WORKERD = ("@cloudflare", "workerd-*/bin/workerd")
DENO = ("@deno", "*/deno")


def output(*argv: object) -> str:
    done = subprocess.run([str(arg) for arg in argv], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return (done.stdout.splitlines() or [""])[0]
