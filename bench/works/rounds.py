"""Warming up, and measuring several servers in turn so that a drift of the machine meets all alike."""

import time
from dataclasses import dataclass, replace

from load import client, wrk
from plan import Plan
from systems.process import Server

STEADY = 0.08
SLICE_SECONDS = 2
SLICES = 6
QUIET_CORES = 0.1


@dataclass(frozen=True)
class Contender:
    """A server, the load it is measured with, and a request whose answer is known."""

    server: Server
    load: wrk.Load
    sample: client.Sample

    @property
    def label(self) -> str:
        return self.server.label


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def measure(plan: Plan, contenders: list[Contender]) -> tuple[dict[str, list[wrk.Measured]], str]:
    """The runs of each contender by its label, and a note on how long each was warmed up."""
    warmed = [warm_up(plan, contender) for contender in contenders]
    measured: dict[str, list[wrk.Measured]] = {contender.label: [] for contender in contenders}
    for _ in range(plan.rounds):
        for contender in contenders:
            quiet([other.server for other in contenders if other is not contender])
            measured[contender.label].append(one_round(plan, contender))
    return measured, "Warm-up: " + ", ".join(warmed) + "."


def one_round(plan: Plan, contender: Contender) -> wrk.Measured:
    server = contender.server
    server.trim_log()
    contender.sample.check(server.port)
    wrk.run(server.port, contender.load, 1)
    cpu_seconds = server.cpu_seconds()
    result = wrk.run(server.port, contender.load, plan.seconds)
    cpu_seconds = server.cpu_seconds() - cpu_seconds
    if result.errors or not result.requests:
        raise RuntimeError(f"{server.label}: {result.errors or 'no answer'} (expected: no failed request)\n"
                           + server.log_tail())
    if result.body < len(contender.sample.expected):
        raise RuntimeError(f"{server.label}: {result.body:.0f} bytes an answer "
                           f"(expected: at least {len(contender.sample.expected)})")
    contender.sample.check(server.port)
    say(f"{server.label}: {result.per_second:,.0f}/s, p99 {result.p99:.2f} ms")
    return replace(result, cpu_us=1e6 * cpu_seconds / result.requests)


def warm_up(plan: Plan, contender: Contender) -> str:
    """Loads until six slices of two seconds lie within 8 % of each other, at most for the plan's time."""
    server = contender.server
    ready(server, contender.sample)
    contender.sample.check(server.port)
    started = time.perf_counter()
    slices: list[float] = []
    while time.perf_counter() - started < plan.warm_up:
        slices.append(wrk.run(server.port, contender.load, SLICE_SECONDS).per_second)
        server.trim_log()
        last = slices[-SLICES:]
        if len(last) == SLICES and max(last) - min(last) < STEADY * max(last):
            return f"{server.label} {time.perf_counter() - started:.0f} s"
    return f"{server.label} {time.perf_counter() - started:.0f} s (not steady yet)"


def ready(server: Server, sample: client.Sample, timeout: float = 60.0) -> None:
    try:
        client.wait_until_answers(server.port, sample, server.alive, timeout)
    except RuntimeError as failure:
        raise RuntimeError(f"{server.label}: {failure}\n{server.log_tail()}") from failure


def quiet(servers: list[Server], timeout: float = 5.0) -> None:
    """Waits until servers that are not measured now have stopped working (compiling, collecting)."""
    deadline = time.perf_counter() + timeout
    while servers and time.perf_counter() < deadline:
        before = sum(server.cpu_seconds() for server in servers)
        time.sleep(0.3)
        if sum(server.cpu_seconds() for server in servers) - before < QUIET_CORES * 0.3:
            return
