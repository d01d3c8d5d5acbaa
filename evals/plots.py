"""Plots as inline SVG: bars with intervals, lines over k, and cumulative latency."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

from evals.bootstrap import Figure

COLOURS = ("#0b6e4f", "#b5651d", "#35618e", "#7a5195", "#6b7280", "#a23b3b")
_LEFT, _ROW, _BAR, _WIDTH = 170, 8, 9, 720


def bars(groups: Mapping[str, Mapping[str, Figure]], title: str) -> str:
    """Return horizontal bars from 0 to 1 with 95 % intervals: `groups` down, the systems within each.

    Every bar carries its value as text for those who cannot see it.
    """
    systems = list(dict.fromkeys(name for group in groups.values() for name in group))
    parts, top = [], 10
    for label, group in groups.items():
        parts.append(_text(_LEFT - 8, top + _BAR * len(group) / 2 + 4, label, "end"))
        for name, found in group.items():
            parts.append(_bar(top, found, f"{label}, {name}", COLOURS[systems.index(name) % len(COLOURS)]))
            top += _BAR
        top += _ROW
    axis = [_tick(value, top) for value in (0, 0.25, 0.5, 0.75, 1)]
    return _figure(title, top + 24, [*axis, *parts], systems)


def lines(series: Mapping[str, Sequence[tuple[float, float]]], title: str, *, logarithmic: bool = False) -> str:
    """Return one line a series of (x, y) points, y from 0 to 1, round values of x marked."""
    height, names = 260, list(series)
    every = sorted({x for points in series.values() for x, _ in points})
    scale = math.log1p if logarithmic else float
    low, high = scale(every[0]), scale(every[-1])

    def at(x: float, y: float) -> tuple[float, float]:
        across = (scale(x) - low) / (high - low or 1)
        return (60 + across * (_WIDTH - 90), 15 + (1 - y) * (height - 30))

    parts = [_grid(at(every[0], y)[1], f"{y:.2g}") for y in (0, 0.25, 0.5, 0.75, 1)]
    marks = [n * 10**power for power in range(6) for n in (1, 2, 5) if every[0] <= n * 10**power <= every[-1]]
    parts += [_text(at(x, 0)[0], height + 4, f"{x:g}", "middle") for x in marks]
    for i, (name, points) in enumerate(series.items()):
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in (at(x, y) for x, y in points))
        colour = COLOURS[i % len(COLOURS)]
        told = ", ".join(f"{x:g}: {y:.3f}" for x, y in points[:8])
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2">'
            f"<title>{html.escape(f'{name}: {told}')}</title></polyline>"
        )
    return _figure(title, height + 14, parts, names)


def cumulative(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return the empirical distribution of `values` at every 2 %."""
    ordered = sorted(values)
    size = len(ordered)
    return [(round(ordered[min(size - 1, int(share * size / 50))], 2), share / 50) for share in range(51)]


def _bar(top: float, found: Figure, label: str, colour: str) -> str:
    value = found.value or 0.0
    shown = f"{label}: {value:.3f} [{found.low or 0:.3f}, {found.high or 0:.3f}], n = {found.n}"
    middle = top + (_BAR - 2) / 2
    return (
        f'<g><title>{html.escape(shown)}</title><rect x="{_LEFT}" y="{top}" width="{_across(value) - _LEFT:.1f}" '
        f'height="{_BAR - 2}" fill="{colour}"/><line x1="{_across(found.low or 0):.1f}" '
        f'x2="{_across(found.high or 0):.1f}" y1="{middle}" y2="{middle}" stroke="#111" stroke-width="1.2"/></g>'
    )


def _across(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - 30)


def _tick(value: float, bottom: float) -> str:
    x = _across(value)
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="5" y2="{bottom}" stroke="#d5d5d5"/>'
    return line + _text(x, bottom + 14, f"{value:g}", "middle")


def _grid(y: float, label: str) -> str:
    line = f'<line x1="60" x2="{_WIDTH - 30}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d5d5d5"/>'
    return line + _text(54, y + 4, label, "end")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _figure(title: str, height: float, parts: Sequence[str], names: Sequence[str]) -> str:
    keys = "".join(
        f'<span class="key"><i style="background:{COLOURS[i % len(COLOURS)]}"></i>{html.escape(name)}</span>'
        for i, name in enumerate(names)
    )
    drawing = f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{html.escape(title)}">'
    return f"<figure><figcaption>{html.escape(title)} {keys}</figcaption>{drawing}{''.join(parts)}</svg></figure>"
