"""Plots of what was compared, as SVG without any library: throughput and latency, one picture for each thing that was asked."""
import html
import math

WIDTH, LABEL, BAR, GAP, HEAD = 760, 190, 16, 6, 62
COLOURS = {"p50": "#7aa6c2", "p99": "#c1666b", "rate": "#4f7cac", "others": "#a9a9b0"}
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:15px;font-weight:600}.small{font-size:11px;fill:#666}"
    ".line{stroke:#8884}@media(prefers-color-scheme:dark){text{fill:#eee}.small{fill:#aaa}}"
)


def throughput(title, bars):
    """`bars`: (group, who, requests a second, whether it is ours), in the order in which they stand."""
    top = nice(max(value for _, _, value, _ in bars))
    rows = [(group, who, [(value, COLOURS["rate" if ours else "others"], f"{value:,.0f}/s")]) for group, who, value, ours in bars]
    return chart(title, "requests a second; longer is better", rows, lambda value: value / top, ticks(top, "{:,.0f}"))


def latency(title, bars):
    """`bars`: (group, who, p50, p99) in milliseconds. The scale is logarithmic: tails are many times the middle."""
    low = 10 ** math.floor(math.log10(min(p50 for _, _, p50, _ in bars)))
    high = 10 ** math.ceil(math.log10(max(p99 for *_, p99 in bars)))
    decades = math.log10(high / low)

    def place(value):
        return math.log10(max(value, low) / low) / decades

    rows = [(group, who, [(p50, COLOURS["p50"], f"{p50:.3g} ms"), (p99, COLOURS["p99"], f"{p99:.3g} ms")])
            for group, who, p50, p99 in bars]
    marks = [(place(low * 10**power), f"{low * 10**power:g} ms") for power in range(round(decades) + 1)]
    return chart(title, "time to the answer, median (blue) and 99th percentile (red), logarithmic; shorter is better", rows, place, marks)


def chart(title, subtitle, rows, place, marks):
    """Horizontal bars; a group's name stands where the group begins."""
    room = WIDTH - LABEL - 90
    parts, y, before = [], HEAD, None
    for group, who, values in rows:
        if group != before:
            y += 0 if before is None else 10
            parts.append(text(0, y + 12, group, "small"))
            y, before = y + 18, group
        parts.append(text(12, y + BAR - 3 + (len(values) - 1) * (BAR // 2), who))
        for value, colour, told in values:
            long = max(2, place(value) * room)
            parts.append(f'<rect x="{LABEL}" y="{y}" width="{long:.1f}" height="{BAR - 3}" rx="2" fill="{colour}"/>')
            parts.append(text(LABEL + long + 6, y + BAR - 5, told, "small"))
            y += BAR
        y += GAP
    for at, told in marks:
        x = LABEL + at * room
        parts.insert(0, f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 6}" y2="{y}"/>')
        parts.append(text(x, y + 16, told, "small", "middle"))
    head = text(0, 18, title, "title") + text(0, 38, subtitle, "small")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 26}" role="img" aria-label="{html.escape(title)}">'
            f"<style>{STYLE}</style>{head}{''.join(parts)}</svg>\n")


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{html.escape(words)}</text>'


def nice(value):
    """The next of 1, 2, 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def ticks(top, form):
    return [(part / 4, form.format(top * part / 4)) for part in range(5)]
