"""What the numbers were measured on."""

import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path


def describe() -> list[str]:
    return [
        f"{_cpu()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB; {_distribution()}, Linux {platform.release()}",
        f"load average before the run: {os.getloadavg()[0]:.2f}",
        f"measured {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
    ]


def wrk_version() -> str:
    text = subprocess.run(["wrk", "-v"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    return " ".join(text.split()[1:2])


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return "Linux"
