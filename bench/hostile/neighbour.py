"""The well-behaved app beside the hostile ones, asked twenty times a second on one connection."""

import http.client
import threading
import time

from load import client
from systems import nano
from systems.process import Server

HOST = "neighbour"
CODE = """export default { async fetch(request) {
  const text = await new Response(JSON.stringify({ url: request.url, list: [1, 2, 3] })).text();
  await new Promise((resolve) => setTimeout(resolve, 1));
  return Response.json({ list: JSON.parse(text).list.map((n) => n + 1) });
} };
"""
ANSWER = b'{"list":[2,3,4]}'
PAUSE = 0.05


class Neighbour:
    """Asks from the moment it is made until `stop`. `times` are (when, seconds) of each request."""

    def __init__(self, server: Server):
        self.times: list[tuple[float, float]] = []
        self.failures: list[str] = []
        self.during = "nothing"
        self._server = server
        self._ended = threading.Event()
        nano.admin(server, "PUT", f"/admin/apps/{HOST}",
                   {"name": HOST, "timeout_ms": 20_000, "memory_mb": 64, "files": {"index.js": CODE}})
        self._thread = threading.Thread(target=self._ask_all, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(timeout=60)

    def since(self, count: int) -> float:
        """The slowest request after the first `count`, in seconds."""
        return max((seconds for _, seconds in self.times[count:]), default=0.0)

    def summary(self) -> tuple[float, float, float]:
        """p50, p99 and the slowest, in milliseconds."""
        taken = sorted(seconds * 1000 for _, seconds in self.times)
        return taken[len(taken) // 2], taken[len(taken) * 99 // 100], taken[-1]

    def _ask_all(self) -> None:
        connection = client.Connection(self._server.port, timeout=30)
        while not self._ended.wait(PAUSE):
            began = time.perf_counter()
            try:
                answer = connection.ask(HOST)
                if answer.status != 200 or answer.body != ANSWER:
                    self.failures.append(f"{self.during}: {answer.status} {answer.body[:200]!r}")
            except (OSError, http.client.HTTPException) as problem:
                self.failures.append(f"{self.during}: {problem!r}")
                connection.close()
                connection = client.Connection(self._server.port, timeout=30)
            self.times.append((began, time.perf_counter() - began))
        connection.close()
