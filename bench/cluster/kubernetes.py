"""The few calls of the Kubernetes API that the benchmark makes, on keep-alive connections."""

import http.client
import json
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path

NAMESPACE = "default"
NANOAPPS = f"/apis/nano.dev/v1alpha1/namespaces/{NAMESPACE}/nanoapps"
PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
CONFIG_MAPS = f"/api/v1/namespaces/{NAMESPACE}/configmaps"


@dataclass(frozen=True)
class Endpoint:
    port: int
    certificate: Path
    token: str


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    at: float  # when it was there, by time.perf_counter


def generation(answer: Answer) -> int:
    return json.loads(answer.body)["metadata"]["generation"]


class Connection:
    """Used by one thread."""

    def __init__(self, endpoint: Endpoint):
        trust = ssl.create_default_context(cafile=str(endpoint.certificate))
        self._http = http.client.HTTPSConnection("127.0.0.1", endpoint.port, timeout=60, context=trust)
        self._headers = {"Authorization": f"Bearer {endpoint.token}"}

    def ask(self, method: str, path: str, body: object = None, content: str = "application/json") -> Answer:
        response = self._send(method, path, body, content)
        text = response.read()
        return Answer(response.status, text, time.perf_counter())

    def change(self, method: str, path: str, body: object = None, content: str = "application/json") -> Answer:
        """The same for what must succeed."""
        answer = self.ask(method, path, body, content)
        if answer.status not in (200, 201, 202):
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:500]!r} (expected: 200)")
        return answer

    def patch(self, path: str, body: object) -> Answer:
        return self.change("PATCH", path, body, "application/merge-patch+json")

    def stream(self, path: str) -> http.client.HTTPResponse:
        response = self._send("GET", path, None, "application/json")
        # Nothing may happen for as long as a run takes.
        self._http.sock.settimeout(None)
        return response

    def _send(self, method: str, path: str, body: object, content: str) -> http.client.HTTPResponse:
        data = None if body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": content}
        try:
            self._http.request(method, path, data, headers)
            return self._http.getresponse()
        except (ConnectionError, ssl.SSLEOFError):
            # The API server ends connections that nothing is sent over for 90 s.
            self._http.close()
            self._http.request(method, path, data, headers)
            return self._http.getresponse()

    def shut_down(self) -> None:
        """Ends a stream that another thread reads."""
        if self._http.sock is not None:
            self._http.sock.close()

    def close(self) -> None:
        self._http.close()


class ReadyWatch:
    """Knows by watching which NanoApps are Ready as they are declared, and since when."""

    def __init__(self, endpoint: Endpoint):
        listing = Connection(endpoint)
        version = json.loads(listing.ask("GET", NANOAPPS + "?limit=1").body)["metadata"]["resourceVersion"]
        listing.close()
        self._connection = Connection(endpoint)
        self._changed = threading.Condition()
        self._ready: dict[str, tuple[int, float]] = {}
        self._writes = 0
        self._last = "nothing has been seen"
        self._is_closed = False
        self._thread = threading.Thread(target=self._read, args=(version,), daemon=True)
        self._thread.start()

    def _read(self, version: str) -> None:
        self._version = version
        while not self._is_closed:
            try:
                for line in self._connection.stream(f"{NANOAPPS}?watch=true&resourceVersion={self._version}"):
                    self._take(json.loads(line), time.perf_counter())
                # The API server ends a watch when it likes, for example when the CRD has changed.
                self._connection.close()
            except (OSError, ValueError, AttributeError, http.client.HTTPException):
                # That is how a stream ends that is shut down under its reader; who waits runs into the deadline.
                return

    def _take(self, event: dict, now: float) -> None:
        app = event["object"]
        if event["type"] == "ERROR":
            raise ValueError(app)
        name, generation = app["metadata"]["name"], app["metadata"].get("generation", 0)
        self._version = app["metadata"]["resourceVersion"]
        status = app.get("status", {})
        ready = [condition for condition in status.get("conditions", []) if condition["type"] == "Ready"]
        is_ready = (event["type"] != "DELETED" and status.get("observedGeneration") == generation
                    and any(condition["status"] == "True" for condition in ready))
        with self._changed:
            self._writes += 1
            if not is_ready:
                self._ready.pop(name, None)
                self._last = f"{name}: {ready[0]['reason']}, {ready[0]['message']}" if ready else f"{name} without a status"
            elif self._ready.get(name, (0, 0.0))[0] != generation:
                self._ready[name] = (generation, now)
            self._changed.notify_all()

    @property
    def events(self) -> int:
        """How many have been seen, of whatever kind."""
        return self._writes

    def wait_for(self, count: int, timeout: float) -> float:
        """Until so many are Ready; when the last of them was."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._ready) >= count, timeout):
                raise RuntimeError(f"{len(self._ready)} NanoApps Ready after {timeout:.0f} s (expected: {count}); {self._last}")
            return max(at for _, at in self._ready.values())

    def wait_for_none(self, timeout: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: not self._ready, timeout):
                raise RuntimeError(f"{len(self._ready)} NanoApps still Ready after {timeout:.0f} s (expected: none)")

    def wait_for_generation(self, name: str, generation: int, timeout: float) -> float:
        with self._changed:
            if not self._changed.wait_for(lambda: self._ready.get(name, (0, 0.0))[0] >= generation, timeout):
                raise RuntimeError(f"{name} not Ready with generation {generation} after {timeout:.0f} s")
            return self._ready[name][1]

    def close(self) -> None:
        self._is_closed = True
        self._connection.shut_down()
        self._thread.join(timeout=10)
