#!/usr/bin/env python3
"""Reads a TextGrid back with Praat (praat-parselmouth) and compares it with the CSV of the same run.

    tests/oracles/textgrid.py FILE.TextGrid FILE.csv [HOP_S]

Every tier must cover 0 to the end without gap or overlap; each row of the CSV must be an interval with its values (to the four
decimals that a TextGrid gives) in the tiers of its channel, at its own times or, with HOP_S, hop-long about its centre (the last
window may start later, where the one before it ends). Prints tiers, intervals and the largest differences; exit code 1 beyond the
limits.
"""
import csv
import sys

from parselmouth import TextGrid
from parselmouth.praat import call

TIME_LIMIT_S = 2e-6
VALUE_LIMIT = 1e-4


def read_tiers(path):
    grid = TextGrid.read(path)
    start, end = call(grid, "Get start time"), call(grid, "Get end time")
    tiers = {}
    for tier in range(1, call(grid, "Get number of tiers") + 1):
        intervals = [(call(grid, "Get start time of interval", tier, i), call(grid, "Get end time of interval", tier, i),
                      call(grid, "Get label of interval", tier, i))
                     for i in range(1, call(grid, "Get number of intervals", tier) + 1)]
        name = call(grid, "Get tier name", tier)
        assert name not in tiers, f"two tiers are named {name}"
        edges = [start] + [stop for _, stop, _ in intervals]
        assert start == 0 and [begin for begin, _, _ in intervals] == edges[:-1] and edges[-1] == end, f"gaps in {name}"
        assert all(begin < stop for begin, stop, _ in intervals), f"an interval without length in {name}"
        tiers[name] = [interval for interval in intervals if interval[2]]
    return tiers, end


def expected_times(row, hop_s, end):
    start, stop = float(row["start_s"]), float(row["end_s"])
    if hop_s is None:
        return min(start, end), min(stop, end)
    centre = (start + stop) / 2
    return max(start, centre - hop_s / 2), min(stop, centre + hop_s / 2)


def find(tiers, name, suffix, start, stop):
    """The interval in the tier or one of its further layers that ends where the row's does."""
    candidates = [interval for tier, intervals in tiers.items() for interval in intervals
                  if tier == name + suffix or tier.startswith(name + suffix + " ") and tier[len(name + suffix) + 1:].isdigit()]
    best = min(candidates, key=lambda i: abs(i[1] - stop) + max(0.0, start - i[0]) + 1e-3 * abs(i[0] - start), default=None)
    assert best is not None, f"no interval for {name} at {start}"
    return best


def main():
    tiers, end = read_tiers(sys.argv[1])
    hop_s = float(sys.argv[3]) if len(sys.argv) > 3 else None
    for name, intervals in tiers.items():
        print(f"{name}: {len(intervals)} intervals, {sum(stop - start for start, stop, _ in intervals):.3f} of {end:.3f} s")
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    worst_time = worst_value = 0.0
    for row in rows:
        suffix = f" (channel {row['channel']})" if row.get("channel") else ""
        start, stop = expected_times(row, hop_s, end)
        for name in ("activation", "valence", "dominance"):
            if not row[name]:
                continue
            interval = find(tiers, name, suffix, start, stop)
            # The last window may be less than a hop from the one before it: then it starts where that ends.
            late = interval[0] - start if hop_s is not None and row is rows[-1] and interval[0] > start else 0
            worst_time = max(worst_time, abs(interval[0] - late - start), abs(interval[1] - stop))
            worst_value = max(worst_value, abs(float(interval[2]) - float(row[name])))
    counted = sum(len(intervals) for name, intervals in tiers.items() if name.startswith("activation"))
    wanted = sum(1 for row in rows if row["activation"])
    print(f"{wanted} rows, {counted} intervals; largest difference in time {worst_time:.2e} s (limit {TIME_LIMIT_S}), "
          f"in value {worst_value:.2e} (limit {VALUE_LIMIT})")
    return 0 if worst_time <= TIME_LIMIT_S and worst_value <= VALUE_LIMIT and counted == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
