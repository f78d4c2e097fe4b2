"""A picture of a run: one panel for each series over time, as SVG without any library."""

from pathlib import Path

WIDTH, PANEL, LEFT, TOP = 1000, 150, 90, 30


def write(path: Path, title: str, panels: list[tuple[str, list[tuple[float, float]]]]) -> None:
    """`panels`: name with unit, and its (seconds, value) points."""
    height = TOP + PANEL * len(panels) + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
             f'<text x="{LEFT}" y="18" font-size="14">{title}</text>']
    for number, (name, points) in enumerate(panels):
        parts += _panel(name, points, TOP + PANEL * number)
    end = max((seconds for _, points in panels for seconds, _ in points), default=0)
    parts.append(f'<text x="{WIDTH - 10}" y="{height - 10}" text-anchor="end">{end / 60:.0f} minutes</text></svg>')
    path.write_text("\n".join(parts) + "\n")


def _panel(name: str, points: list[tuple[float, float]], top: int) -> list[str]:
    if not points:
        return []
    most = max(value for _, value in points) or 1
    end = max(seconds for seconds, _ in points) or 1
    bottom, tall, wide = top + PANEL - 20, PANEL - 45, WIDTH - LEFT - 20
    line = " ".join(f"{LEFT + wide * seconds / end:.1f},{bottom - tall * value / most:.1f}"
                    for seconds, value in points)
    return [f'<text x="{LEFT}" y="{top + 14}">{name}</text>',
            f'<text x="{LEFT - 8}" y="{bottom - tall + 4}" text-anchor="end">{most:.0f}</text>',
            f'<text x="{LEFT - 8}" y="{bottom}" text-anchor="end">0</text>',
            f'<path d="M{LEFT} {bottom - tall}V{bottom}H{LEFT + wide}" stroke="#888" fill="none"/>',
            f'<polyline points="{line}" stroke="#1565c0" fill="none"/>']
