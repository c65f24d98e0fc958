"""Recomputes the ranking of a final from its exported workbook, knowing nothing of Paddock: openpyxl and the standard
library only. `python tests/independent/recompute.py results.xlsx` says what it found; exit code 1: they do not agree.
"""

import sys
from collections import defaultdict
from fractions import Fraction
from math import floor, isqrt

from openpyxl import load_workbook


def table(book, name):
    """The rows of a sheet as dictionaries of text, by its head."""
    head, *rows = list(book[name].iter_rows(values_only=True)) or [()]
    return [{key: "" if cell is None else str(cell) for key, cell in zip(head, row, strict=False)} for row in rows]


def cents(points):
    """Rounded to hundredths, halves up."""
    return floor(points * 100 + Fraction(1, 2))


def aspect_points(aspect, bands, marks):
    """Highest and lowest of five or more dropped, the rest's shares averaged, times the weight."""
    marks = sorted(marks)
    if len(marks) >= 5:
        marks = marks[1:-1]
    if not marks:
        return Fraction(0)
    if aspect["kind"] == "judged":
        shares = [mark / 3 for mark in marks]
    else:
        shares = []
        for mark in marks:
            off = abs(mark - Fraction(aspect["target"]))
            shares.append(next((Fraction(b["share"]) for b in bands if off <= Fraction(b["within"])), Fraction(0)))
    return sum(shares) / len(shares) * int(aspect["weight"])


def lower_median(values):
    return sorted(values)[(len(values) - 1) // 2] if values else Fraction(0)


def time_penalty(timing, used, back):
    if not timing or used == "" or int(timing["step_seconds"]) == 0:
        return Fraction(0)
    over = int(used) - int(back) - int(timing["seconds"])
    steps = -(-over // int(timing["step_seconds"])) if over > 0 else 0
    return Fraction(min(int(timing["most"]), steps * int(timing["points"])))


def deviation(points):
    mean = sum(points) / len(points)
    variance = sum((one - mean) ** 2 for one in points) / len(points)
    return Fraction(isqrt(variance.numerator * 10**12 // variance.denominator), 10**6)


def equate(sheets, way):
    """Move the points of each panel of a station to the mean (and spread) of all, where the rules say so."""
    sound = [one for one in sheets if not one["critical"]]
    panels = defaultdict(list)
    for one in sound:
        panels[one["panel"]].append(one["raw"])
    for one in sheets:
        one["points"] = one["raw"]
        own = panels.get(one["panel"], [])
        if way == "none" or one["critical"] or len(panels) < 2 or len(own) < 5:
            continue
        everybody = [each["raw"] for each in sound]
        stretch = Fraction(1)
        if way == "linear" and deviation(own) and deviation(everybody):
            stretch = deviation(everybody) / deviation(own)
        moved = sum(everybody) / len(everybody) + (one["raw"] - sum(own) / len(own)) * stretch
        one["points"] = min(Fraction(100), max(Fraction(0), moved))


def scored(book):
    """Every sheet with its points before equating, deductions, critical faults and time."""
    parts = {name: defaultdict(list) for name in ("Aspects", "Bands", "Penalties", "Critical", "Timing")}
    for name, found in parts.items():
        for row in table(book, name):
            found[row["station"]].append(row)
    marks = defaultdict(lambda: defaultdict(dict))
    for name in ("Marks", "Decisions"):  # what an appeal decided stands above the mark
        for row in table(book, name):
            marks[row["station"], row["number"]][row["item"]][row["judge"]] = Fraction(row["value"])
    sheets = []
    for row in table(book, "Sheets"):
        station, mine = row["station"], marks[row["station"], row["number"]]
        count = len(row["judges"].split())
        raw = Fraction(0)
        for aspect in parts["Aspects"][station]:
            bands = [one for one in parts["Bands"][station] if one["aspect"] == aspect["id"]]
            raw += aspect_points(aspect, bands, mine[aspect["id"]].values())
        taken = Fraction(0)
        for one in parts["Penalties"][station]:
            given = list(mine[one["id"]].values())
            taken += lower_median(given + [Fraction(0)] * (count - len(given))) * int(one["points"])
        timing = next(iter(parts["Timing"][station]), None)
        taken += time_penalty(timing, row["used"], row["back"])
        critical = sum(1 for one in parts["Critical"][station] if any(mine[one["id"]].values()))
        raw = Fraction(0) if critical else max(Fraction(0), raw - taken)
        seconds = max(0, int(row["used"]) - int(row["back"])) if row["used"] else 0
        sheets.append({**row, "raw": raw, "taken": taken, "critical": critical, "seconds": seconds})
    return sheets


def ranking(post, rules, stations, people, sheets):
    """(number, place, total in hundredths), the best first; equals share a place."""
    line = []
    for person in people:
        mine = {one["station"]: one for one in sheets if one["number"] == person["number"]}
        points = [(mine[s["key"]]["points"] if s["key"] in mine else Fraction(0), int(s["weight"])) for s in stations]
        worth = [cents(sum(value * weight for value, weight in points) / 100)]
        costs = {
            "critical": sum(one["critical"] for one in mine.values()),
            "penalties": cents(sum((one["taken"] for one in mine.values()), Fraction(0))),
            "time": sum(one["seconds"] for one in mine.values()),
        }
        for step in rules["tie_breaks"].split():
            worth += [cents(value) for value, _ in points] if step == "stations" else [-costs[step]]
        worth.append(-int(person["play_off"]) if person["play_off"] else -(10**6))
        line.append((worth, int(person["number"])))
    line.sort(key=lambda one: ([-value for value in one[0]], one[1]))
    found = []
    for index, (worth, number) in enumerate(line):
        shares = index and worth == line[index - 1][0]
        found.append((number, found[-1][1] if shares else index + 1, worth[0]))
    return found


def recompute(path):
    """Post -> its ranking as recomputed, and as the workbook says that it was published."""
    book = load_workbook(path, read_only=True)
    rules = {row["key"]: row["value"] for row in table(book, "Rules")}
    stations, people, sheets = table(book, "Stations"), table(book, "Competitors"), scored(book)
    for station in stations:
        equate([one for one in sheets if one["station"] == station["key"]], rules["equating"])
    told = defaultdict(list)
    for row in table(book, "Results"):
        told[row["post"]].append((int(row["number"]), int(row["place"]), int(row["total"])))
    found = {}
    for post in sorted({one["post"] for one in people}):
        own = [[one for one in rows if one["post"] == post] for rows in (stations, people)]
        found[post] = (ranking(post, rules, *own, sheets), told[post])
    return found


def say(line):
    sys.stdout.write(line + "\n")


def main(path):
    wrong = 0
    for post, (mine, theirs) in recompute(path).items():
        agrees = mine == theirs
        wrong += not agrees
        say(f"{post}: {len(mine)} competitors, {'agrees' if agrees else 'DIFFERS'}")
        for one, other in zip(mine, theirs, strict=False):
            if one != other:
                say(f"  recomputed {one}, published {other}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
