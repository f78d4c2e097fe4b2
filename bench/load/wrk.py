"""Runs wrk and reads what it measured."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Load:
    """What wrk sends: a GET with one Host, a POST of a file, or `hosts` Hosts in turn (`host` is then a pattern)."""

    host: str
    connections: int = 64
    post: Path | None = None
    hosts: int | None = None

    def arguments(self) -> list[str]:
        if self.post:
            return ["-s", "post.lua", "--", self.host, str(self.post)]
        if self.hosts:
            return ["-s", "hosts.lua", "--", self.host, str(self.hosts)]
        return ["-s", "report.lua", "-H", f"Host: {self.host}"]


@dataclass(frozen=True)
class Measured:
    """One run of wrk; latencies in milliseconds, `body` the bytes received (headers too) per answer.

    `cpu_us` is the processor time of the server per request, in microseconds, where it was measured.
    """

    per_second: float
    p50: float
    p99: float
    requests: int
    body: float
    errors: dict[str, int]
    cpu_us: float = 0.0


def run(port: int, load: Load, seconds: int) -> Measured:
    options = ["-t1", f"-c{load.connections}", f"-d{seconds}s", "--latency"]
    script = load.arguments()
    split = script.index("--") if "--" in script else len(script)
    argv = ["wrk", *options, *script[:split], f"http://127.0.0.1:{port}/", *script[split:]]
    with subprocess.Popen(argv, cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:
        try:
            output, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    result = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    if result is None:
        raise RuntimeError(f"wrk: no result (expected: a run of {seconds} s): {output.strip()}")
    return _read(json.loads(result.removeprefix("RESULT ")))


def _read(raw: dict) -> Measured:
    errors = {kind: raw[kind] for kind in ("connect", "read", "write", "status", "timeout") if raw[kind]}
    requests = raw["requests"]
    return Measured(
        per_second=requests / (raw["duration_us"] / 1e6),
        p50=raw["p50"] / 1000,
        p99=raw["p99"] / 1000,
        requests=requests,
        body=raw["bytes"] / requests if requests else 0.0,
        errors=errors,
    )
