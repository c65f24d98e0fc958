"""Plots as SVG, drawn here: two kinds, no library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

WIDTH, LEFT, TOP, ROW = 720, 170, 48, 34
COLORS = ("#1f5f8b", "#b3541e", "#4a7c3a", "#7a4a8c", "#8a6d1a", "#555555")
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">'
    '<rect width="{width}" height="{height}" fill="#ffffff"/><text x="16" y="24" font-size="16">{title}</text>'
)


def strips(title: str, rows: Mapping[str, Sequence[float]], bounds: Sequence[float]) -> str:
    """A row of dots for each name, and the bounds across all of them."""
    most = max(*bounds, *(max(values) for values in rows.values())) * 1.05
    height = TOP + ROW * len(rows) + 40

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * value / most

    body = [*_upright(bounds, x, height)]
    for place, (name, values) in enumerate(rows.items()):
        y = TOP + ROW * place + ROW / 2
        body.append(f'<text x="16" y="{y + 4:.0f}">{name}</text>')
        dots = (f'<circle cx="{x(one):.1f}" cy="{y:.0f}" r="4" fill-opacity="0.35"/>' for one in values)
        body.append(f'<g fill="{COLORS[place % len(COLORS)]}">{"".join(dots)}</g>')
    return _whole(title, height, body)


def _upright(bounds: Sequence[float], x: Callable[[float], float], height: int) -> Iterator[str]:
    for bound in (0, *bounds):
        at = x(bound)
        yield f'<path d="M{at:.1f} {TOP}V{height - 30}" stroke="#999999" stroke-dasharray="3 3"/>'
        yield f'<text x="{at:.1f}" y="{height - 12}" text-anchor="middle">{bound:g} %</text>'


def curves(title: str, rows: Mapping[str, Sequence[float]], bound: float) -> str:
    """For each name the share of requests (across) that took so long at most (up, in milliseconds)."""
    height, low = 320, 280
    most = max(bound, *(max(values) for values in rows.values())) * 1.05

    def y(value: float) -> float:
        return low - (low - TOP) * value / most

    step = (WIDTH - 100) / 100
    body = [f'<path d="M60 {y(one):.1f}H{WIDTH - 40}" stroke="#999999" stroke-dasharray="3 3"/>' for one in (0, bound)]
    body += [f'<text x="52" y="{y(one) + 4:.1f}" text-anchor="end">{one:g} ms</text>' for one in (0, bound)]
    body += [f'<text x="{60 + step * one:.0f}" y="302" text-anchor="middle">{one} %</text>' for one in (0, 50, 99)]
    for place, (name, values) in enumerate(rows.items()):
        color = COLORS[place % len(COLORS)]
        points = " ".join(f"{60 + step * part:.1f},{y(value):.1f}" for part, value in enumerate(values))
        body.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        body.append(f'<text x="80" y="{TOP + 16 + 18 * place}" fill="{color}">{name}</text>')
    return _whole(title, height, body)


def _whole(title: str, height: int, body: Sequence[str]) -> str:
    return HEAD.format(width=WIDTH, height=height, title=title) + "".join(body) + "</svg>\n"
