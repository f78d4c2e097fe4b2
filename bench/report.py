"""Running the works one after the other, and the file that says what came of it."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path

from plan import Plan
from table import Row, Section

KEPT = "<!-- bench/run keeps what is written below this line -->"


def measure(plan: Plan, works: dict, names: list[str]) -> tuple[dict[str, Section], bool]:
    """What each found, and whether one failed."""
    sections, failed = {}, False
    for name in names:
        started = time.perf_counter()
        print(f"{name}", flush=True)
        try:
            sections[name] = works[name].run(plan)
        except Exception as failure:
            failed = True
            traceback.print_exc()
            reason = (str(failure) or type(failure).__name__).splitlines()[0]
            sections[name] = Section([Row(work=name, cells={"nano": f"failed: {reason}"}, met=False)])
        print(f"  {time.perf_counter() - started:.0f} s", flush=True)
    return sections, failed


def document(title: str, introduction: list[str], markdown: Callable[[list[Row]], str], sections: dict[str, Section],
             facts: list[str], quick: bool) -> str:
    rows = [row for section in sections.values() for row in section.rows]
    lines = [f"# {title}", ""]
    if quick:
        lines += ["**A quick run: one short round. The numbers show that the benchmark works, nothing else.**", ""]
    lines += [*introduction, "", markdown(rows), "",
              "## Machine and versions", "", *(f"- {fact}" for fact in facts), "", "## Notes", ""]
    for name, section in sections.items():
        lines += [f"- {name}: {note}" for note in section.notes]
    return "\n".join(lines) + f"\n\n{KEPT}\n"


def write(output: Path, text: str) -> None:
    """Keeps what people wrote about the numbers, such as what was tried where a target is missed."""
    kept = output.read_text().partition(KEPT + "\n")[2] if output.exists() else ""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text + kept)
    print(f"\nwritten to {output}")
