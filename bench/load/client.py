"""A plain client for what wrk does not do: look at an answer, time one request."""

import http.client
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Sample:
    """A request and the body that must come back, byte for byte, with status 200."""

    host: str
    expected: bytes
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, port: int) -> Answer:
        connection = Connection(port)
        try:
            method = "GET" if self.body is None else "POST"
            return connection.ask(self.host, method, body=self.body, headers=self.headers)
        finally:
            connection.close()

    def check(self, port: int) -> None:
        answer = self.ask(port)
        if answer.status != 200 or answer.body != self.expected:
            raise RuntimeError(f"answer of {self.host}: {answer.status} {answer.body[:200]!r} "
                               f"(expected: 200 {self.expected[:200]!r})")


class Connection:
    """One keep-alive connection, on which any Host may be asked."""

    def __init__(self, port: int, timeout: float = 30.0, address: str = "127.0.0.1"):
        self._http = http.client.HTTPConnection(address, port, timeout=timeout)

    def ask(self, host: str, method: str = "GET", path: str = "/", body: bytes | None = None,
            headers: dict[str, str] | None = None) -> Answer:
        started = time.perf_counter()
        self._http.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, **(headers or {})}.items():
            self._http.putheader(name, value)
        if body is not None:
            self._http.putheader("Content-Length", str(len(body)))
        self._http.endheaders(body)
        response = self._http.getresponse()
        content = response.read()
        return Answer(response.status, content, time.perf_counter() - started)

    def close(self) -> None:
        self._http.close()


def wait_until_answers(port: int, sample: Sample, alive, timeout: float, pause: float = 0.05) -> None:
    """Asks until the answer is 200; `alive` says whether the process still runs."""
    started = time.perf_counter()
    last: object = "nothing"
    while time.perf_counter() - started < timeout:
        if not alive():
            raise RuntimeError("the process ended before it answered")
        try:
            last = sample.ask(port).status
            if last == 200:
                return
        except (OSError, http.client.HTTPException) as refused:
            last = refused
        time.sleep(pause)
    raise RuntimeError(f"{sample.host}: no answer within {timeout:.0f} s, last: {last}")
