"""A server process: started in a session of its own, ended by the id it was started with."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

LOG_LIMIT = 256 * 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running system. `port` takes the apps' requests; the admin fields are NANO's alone."""

    label: str
    port: int
    log: Path
    popen: subprocess.Popen
    started: float
    admin_port: int | None = None
    token: str | None = None

    def alive(self) -> bool:
        return self.popen.poll() is None

    def pids(self) -> list[int]:
        """The process and those it started (a launcher may not have replaced itself)."""
        found, index = [self.popen.pid], 0
        while index < len(found):
            try:
                for task in Path(f"/proc/{found[index]}/task").iterdir():
                    found += [int(pid) for pid in (task / "children").read_text().split()]
            except OSError:
                pass
            index += 1
        return found

    def cpu_seconds(self) -> float:
        return sum(_cpu_ticks(pid) for pid in self.pids()) / TICKS

    def resident_bytes(self) -> int:
        return sum(_resident_kib(pid) for pid in self.pids()) * 1024

    def trim_log(self) -> None:
        """Access logs of a fast server fill a disk; the file is opened for appending, so it may be cut."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            os.truncate(self.log, 0)

    def log_tail(self, lines: int = 15) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 16384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        try:
            if self.alive():
                self.popen.send_signal(signal.SIGTERM)
                self.popen.wait(timeout=10)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._end_session()
            self.log.unlink(missing_ok=True)

    def _end_session(self) -> None:
        """Kills what is left of the process and of those it started; the session is this server's alone."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.popen.wait()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(label: str, argv: list[str], port: int, folder: Path, environment: dict[str, str] | None = None) -> Server:
    log = folder / f"{label}-{port}.log"
    with log.open("ab") as output:
        popen = subprocess.Popen(argv, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                 start_new_session=True, env={**os.environ, **(environment or {})})
    return Server(label, port, log, popen, time.perf_counter())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _resident_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
