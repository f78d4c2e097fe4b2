"""An API server, three runtimes that stand in for pods, and the operator between them, all on loopback addresses."""

import json
import re
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cluster import api_server, kubernetes
from load import client
from systems import nano, process

RUNTIMES = 3
LABEL = {"app": "runtime"}
OPERATOR_HEAP = "256m"
RUNTIME_HEAP = "1500m"
CODE_BYTES = 4096  # of one app; most of it a comment, so that it takes the room of a small app
CALLS = re.compile(r'^nano_operator_calls_seconds_count\{operation="(\w+)",outcome="(\w+)"\} (\S+)', re.MULTILINE)


@dataclass(frozen=True)
class Runtime:
    """A runtime process, and the pod that it stands for."""

    number: int
    server: process.Server

    @property
    def host(self) -> str:
        return f"127.0.0.{self.number}"

    @property
    def pod(self) -> str:
        return f"runtime-{self.number}"

    def connect(self) -> client.Connection:
        return client.Connection(self.server.port, address=self.host)

    def probe(self, path: str) -> int:
        """The status, or 0 while nobody listens."""
        connection = client.Connection(self.server.admin_port, timeout=5, address=self.host)
        try:
            return connection.ask(self.host, "GET", path).status
        except OSError:
            return 0
        finally:
            connection.close()


class Scene:
    """Everything ends with the `with` block."""

    def __init__(self, folder: Path, name: str):
        self.folder = folder / name
        self.folder.mkdir()
        self._stack = ExitStack()

    def __enter__(self) -> "Scene":
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        self.api = api_server.start(self._stack, self.folder)
        self.kubernetes = self.api.connect()
        self._stack.callback(self.kubernetes.close)
        self.token_file = self.folder / "token"
        self.token_file.write_text(nano.TOKEN)
        # All on one port, as pods are.
        self.admin_port = process.free_port()
        self.runtimes = [self.start_runtime(self._stack, number) for number in range(1, RUNTIMES + 1)]
        for runtime in self.runtimes:
            self.wait(lambda: runtime.probe("/healthz") == 200, 60, f"{runtime.pod} is not alive", runtime.server)
            self.create_pod(runtime, is_ready=True)
        self.operator = self._start_operator()
        self.ready = kubernetes.ReadyWatch(self.api.endpoint)
        self._stack.callback(self.ready.close)
        self.wait(lambda: self.metric('nano_operator_pods{state="in_step"}') == RUNTIMES, 60,
                  "the operator has not got its pods in step", self.operator)

    def start_runtime(self, stack: ExitStack, number: int) -> Runtime:
        """A process alone; see create_pod."""
        home = self.folder / f"runtime-{number}"
        home.mkdir()
        port, host = process.free_port(), f"127.0.0.{number}"
        server = stack.enter_context(process.start(f"runtime-{number}", [
            str(nano.NANO), "serve", "--host", host, "--port", str(port), "--admin-host", host,
            "--admin-port", str(self.admin_port), "--admin-token-file", str(self.token_file), "--wait-for-sync",
            "--access-log", "off",
        ], port, home, {"NANO_JAVA_OPTS": f"-Xmx{RUNTIME_HEAP}"}))
        server.admin_port, server.token = self.admin_port, nano.TOKEN
        return Runtime(number, server)

    def _start_operator(self) -> process.Server:
        port = process.free_port()
        return self._stack.enter_context(process.start("operator", [
            str(nano.NANO), "operator", "--kubeconfig", str(self.api.kubeconfig),
            "--runtime-selector", ",".join(f"{key}={value}" for key, value in LABEL.items()),
            "--runtime-namespace", kubernetes.NAMESPACE, "--runtime-admin-port", str(self.admin_port),
            "--admin-token-file", str(self.token_file), "--leader-election", "--port", str(port),
        ], port, self.folder, {"NANO_JAVA_OPTS": f"-Xmx{OPERATOR_HEAP}"}))

    def create_pod(self, runtime: Runtime, is_ready: bool) -> None:
        """What the scheduler and the kubelet would say of the process."""
        self.kubernetes.change("POST", kubernetes.PODS, {
            "metadata": {"name": runtime.pod, "labels": LABEL},
            "spec": {"automountServiceAccountToken": False, "containers": [{"name": "runtime", "image": "none"}]}})
        self.kubernetes.patch(f"{kubernetes.PODS}/{runtime.pod}/status", {"status": {
            "phase": "Running", "podIP": runtime.host, "podIPs": [{"ip": runtime.host}],
            "conditions": [{"type": "Ready", "status": "True" if is_ready else "False"}]}})

    def delete_pod(self, runtime: Runtime) -> None:
        self.kubernetes.change("DELETE", f"{kubernetes.PODS}/{runtime.pod}?gracePeriodSeconds=0")

    def create(self, path: str, objects: list[dict], connections: int = 4) -> None:
        """As fast as the API server takes them."""
        failures: list[Exception] = []

        def create(some: list[dict]) -> None:
            connection = self.api.connect()
            try:
                for one in some:
                    connection.change("POST", path, one)
            except Exception as failure:
                failures.append(failure)
            finally:
                connection.close()

        threads = [threading.Thread(target=create, args=(objects[i::connections],)) for i in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def fill(self, count: int, timeout: float = 300, make=None) -> float:
        """So many NanoApps at once; the seconds until all are Ready."""
        apps = [(make or nanoapp)(number) for number in range(count)]
        started = time.perf_counter()
        self.create(kubernetes.NANOAPPS, apps)
        seconds = self.ready.wait_for(count, timeout) - started
        self.check(self.runtimes, count)
        return seconds

    def check(self, runtimes: list[Runtime], count: int) -> None:
        """Status tells the truth: every runtime has every app, and some that are asked answer."""
        for runtime in runtimes:
            connection = client.Connection(self.admin_port, address=runtime.host)
            apps = json.loads(connection.ask(runtime.host, "GET", "/admin/apps",
                                             headers={"Authorization": f"Bearer {nano.TOKEN}"}).body)["apps"]
            connection.close()
            if len(apps) != count:
                raise RuntimeError(f"{runtime.pod} has {len(apps)} apps (expected: {count})")
            connection = runtime.connect()
            for number in range(0, count, max(1, count // 10)):
                answer = connection.ask(nano.HOSTS % number)
                if answer.status != 200 or not answer.body.startswith(f"app {number} ".encode()):
                    raise RuntimeError(f"{runtime.pod}, app {number}: {answer.status} {answer.body[:200]!r}")
            connection.close()

    def metrics(self) -> str:
        connection = client.Connection(self.operator.port)
        try:
            return connection.ask("localhost", "GET", "/metrics").body.decode()
        except OSError:
            return ""
        finally:
            connection.close()

    def metric(self, series: str) -> float:
        """Its value, or 0 while there is none."""
        for line in self.metrics().splitlines():
            if line.startswith(series + " "):
                return float(line.rpartition(" ")[2])
        return 0.0

    def calls(self) -> dict[str, int]:
        """Calls to runtimes since the start, by operation and outcome."""
        return {f"{operation} {outcome}": int(float(count))
                for operation, outcome, count in CALLS.findall(self.metrics())}

    def rest(self) -> None:
        """Until nothing is under way: no call waits, and for some seconds no status was written."""
        def writes() -> float:
            return self.metric("nano_operator_status_writes_total")

        deadline = time.perf_counter() + 180
        last, since = writes(), time.perf_counter()
        while time.perf_counter() - since < 5:
            if time.perf_counter() > deadline:
                raise RuntimeError("the operator does not come to rest")
            time.sleep(0.5)
            if self.metric("nano_operator_queue") > 0 or writes() != last:
                last, since = writes(), time.perf_counter()

    @staticmethod
    def wait(condition, timeout: float, problem: str, server: process.Server) -> None:
        deadline = time.perf_counter() + timeout
        while not condition():
            if time.perf_counter() > deadline or not server.alive():
                raise RuntimeError(f"{problem}\n{server.log_tail()}")
            time.sleep(0.02)


def nanoapp(number: int) -> dict:
    return {"apiVersion": "nano.dev/v1alpha1", "kind": "NanoApp", "metadata": {"name": f"app-{number}"},
            "spec": {"hostname": nano.HOSTS % number, "source": {"inline": {"index.js": code(number)}}}}


def nanoapp_from_config_map(number: int) -> dict:
    app = nanoapp(number)
    app["spec"]["source"] = {"configMap": {"name": f"code-{number}"}}
    return app


def config_map(number: int) -> dict:
    return {"metadata": {"name": f"code-{number}"}, "data": {"index.js": code(number)}}


def code(number: int, version: int = 0) -> str:
    source = nano.source(number, version)
    return source + "// " + "x" * max(0, CODE_BYTES - len(source) - 4) + "\n"
