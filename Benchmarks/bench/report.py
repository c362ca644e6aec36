"""What was measured, as a table for people and as JSON."""
import dataclasses
import json


@dataclasses.dataclass
class Row:
    """One finding. `number` is compared with the bound: a floor (`at_least`) or a ceiling (`at_most`), or with none."""

    measure: str
    what: str
    found: str
    number: float | None = None
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    beside: str = ""
    failed: bool = False

    @property
    def bound(self):
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}".strip()
        return f"≤ {self.at_most:g} {self.unit}".strip() if self.at_most is not None else ""

    @property
    def verdict(self):
        if self.failed:
            return "FAILED"
        if self.number is None or (self.at_least is None and self.at_most is None):
            return ""
        holds = self.number >= self.at_least if self.at_least is not None else self.number <= self.at_most
        return "PASS" if holds else "BELOW" if self.at_least is not None else "ABOVE"

    @property
    def cells(self):
        number = "" if self.number is None else f"{short(self.number)} {self.unit}".strip()
        return [self.what, self.found, self.beside, number, self.bound, self.verdict]


def short(number):
    """Three digits, or all of a large number's."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def write(folder, facts, rows):
    """Prints the table and leaves results.json and results.md in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = markdown(facts, rows)
    (folder / "results.md").write_text(text)
    described = [{**dataclasses.asdict(row), "verdict": row.verdict} for row in rows]
    (folder / "results.json").write_text(json.dumps({"machine": facts, "rows": described}, indent=2, ensure_ascii=False) + "\n")
    print(text)


def markdown(facts, rows):
    table = [["what", "Satchel", "beside it", "number", "asked", ""], *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in table]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([*(f"- {name}: {fact}" for name, fact in facts.items()), "", *lines, ""])
