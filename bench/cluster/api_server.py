"""A real API server: etcd and kube-apiserver of the release that dev/api-server pins, without nodes and controllers."""

import base64
import json
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cluster import kubernetes
from systems import peers, process

ROOT = peers.BENCH.parent
PREPARE = ROOT / "dev" / "api-server" / "prepare"
CRD = ROOT / "crds" / "nanoapps.nano.dev.yaml"
TOKEN = "bench-administrator"


@dataclass(frozen=True)
class ApiServer:
    """Both processes, and how the administrator talks to them."""

    endpoint: kubernetes.Endpoint
    kubeconfig: Path
    server: process.Server
    version: str

    def connect(self) -> kubernetes.Connection:
        return kubernetes.Connection(self.endpoint)


def prepare() -> Path:
    """The folder of the programs. Builds them first where they are missing, which takes minutes once."""
    done = subprocess.run([str(PREPARE)], check=True, text=True, stdout=subprocess.PIPE)
    return Path(done.stdout.strip())


def start(stack: ExitStack, folder: Path) -> ApiServer:
    """Both end with the stack."""
    programs = prepare()
    home = folder / "api-server"
    home.mkdir()
    etcd = _start_etcd(stack, programs, home)
    port = process.free_port()
    # Serving certificates are made by the server itself; nobody but this run ever sees the key of the accounts.
    key = home / "accounts.key"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, stderr=subprocess.DEVNULL)
    (home / "tokens.csv").write_text(f"{TOKEN},administrator,administrator,system:masters\n")
    server = stack.enter_context(process.start("kube-apiserver", [
        str(programs / "kube-apiserver"), f"--etcd-servers={etcd}", f"--cert-dir={home / 'certificates'}",
        "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", f"--secure-port={port}",
        "--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC",
        f"--token-auth-file={home / 'tokens.csv'}", "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}",
        # Pods here have no service account, as there is nobody who would make one.
        "--disable-admission-plugins=ServiceAccount",
    ], port, home))
    certificate = home / "certificates" / "apiserver.crt"
    _wait(server, lambda: certificate.exists(), "its certificate")
    endpoint = kubernetes.Endpoint(port, certificate, TOKEN)
    _wait(server, lambda: _is_ready(endpoint), "/readyz")
    api = ApiServer(endpoint, _kubeconfig(home, endpoint), server, programs.name.partition("-")[0])
    _install_crd(api, programs)
    return api


def _start_etcd(stack: ExitStack, programs: Path, home: Path) -> str:
    client, peer = (f"http://127.0.0.1:{process.free_port()}" for _ in range(2))
    stack.enter_context(process.start("etcd", [
        str(programs / "etcd"), f"--data-dir={home / 'etcd'}", f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}", f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
    ], int(client.rpartition(":")[2]), home))
    return client


def _kubeconfig(home: Path, endpoint: kubernetes.Endpoint) -> Path:
    file = home / "kubeconfig"
    authority = base64.b64encode(endpoint.certificate.read_bytes()).decode()
    # YAML that is JSON.
    file.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "bench",
        "clusters": [{"name": "bench", "cluster": {"server": f"https://127.0.0.1:{endpoint.port}",
                                                   "certificate-authority-data": authority}}],
        "users": [{"name": "bench", "user": {"token": endpoint.token}}],
        "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench", "namespace": "default"}}],
    }))
    return file


def _install_crd(api: ApiServer, programs: Path) -> None:
    kubectl = [str(programs / "kubectl"), f"--kubeconfig={api.kubeconfig}"]
    subprocess.run([*kubectl, "apply", "--server-side", "-f", str(CRD)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*kubectl, "wait", "--for=condition=Established", "-f", str(CRD)], check=True,
                   stdout=subprocess.DEVNULL)


def _is_ready(endpoint: kubernetes.Endpoint) -> bool:
    try:
        connection = kubernetes.Connection(endpoint)
        try:
            return connection.ask("GET", "/readyz").status == 200
        finally:
            connection.close()
    except OSError:
        return False


def _wait(server: process.Server, condition, what: str) -> None:
    deadline = time.perf_counter() + 120
    while not condition():
        if time.perf_counter() > deadline or not server.alive():
            raise RuntimeError(f"kube-apiserver: no {what}\n{server.log_tail()}")
        time.sleep(0.1)
