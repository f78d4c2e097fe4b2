"""One NANO with a heap of 512 MB, as the fence is judged."""

import os
from pathlib import Path

from systems import nano
from systems.process import Server

HEAP = "-Xmx512m"


def start(folder: Path) -> Server:
    os.environ["NANO_JAVA_OPTS"] = HEAP
    return nano.start([], folder)


def process_figures(server: Server) -> tuple[float, int, int]:
    """Resident memory in MB, threads and open descriptors."""
    pid = server.pids()[-1]
    status = Path(f"/proc/{pid}/status").read_text()
    threads = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads:"))
    return server.resident_bytes() / 1e6, threads, len(os.listdir(f"/proc/{pid}/fd"))


def used_heap(server: Server) -> float | None:
    """MB of the heap in use, garbage included, by the runtime's own metrics."""
    answer = nano.admin(server, "GET", "/metrics")
    if answer.status != 200:
        return None
    return sum(float(line.rpartition(" ")[2]) for line in answer.body.decode().splitlines()
               if line.startswith("jvm_memory_used_bytes{") and 'area="heap"' in line) / 1e6
