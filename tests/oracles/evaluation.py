"""Computes the figures of `affectus evaluate` again, by audmetric, from the predictions that it writes.

    python tests/oracles/evaluation.py AFFECTUS MODEL MANIFEST [PARTITION]

Fails where a concordance, a Pearson correlation or the unweighted recall is off by more than 1e-12.
"""
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import audmetric

LIMIT = 1e-12


def compare(name, found, expected):
    """Prints a figure; returns whether it is right. What is not defined is None on one side, NaN on the other."""
    if found is None or math.isnan(expected):
        right, difference = found is None and math.isnan(expected), "-"
    else:
        difference = abs(found - expected)
        right = difference <= LIMIT
        difference = f"{difference:.1e}"
    print(f"{name:32} affectus {found} audmetric {expected} difference {difference} limit {LIMIT:.0e} {'ok' if right else 'WRONG'}")
    return right


def pairs(rows, dimension):
    both = [row for row in rows if row[dimension] and row["predicted_" + dimension]]
    return [float(row[dimension]) for row in both], [float(row["predicted_" + dimension]) for row in both]


def defined(metric, truth, prediction):
    return metric(truth, prediction) if len(set(truth)) > 1 else math.nan


def unweighted_recall(rows, names):
    """Mean over the corpus's categories of the share that was recognised.

    The model may answer with a category that the corpus lacks, and then it is wrong. With the corpus's categories as its labels
    audmetric would leave such answers out, as if those utterances were not there. With the answers' categories among the labels it
    counts them all; these other categories are none of the corpus's, and their recall goes into no mean.
    """
    truth, answers = [row["category"] for row in rows], [row["predicted_category"] for row in rows]
    recall = audmetric.recall_per_class(truth, answers, sorted({*names, *answers}))
    return sum(recall[name] for name in names) / len(names)


def main(affectus, model, manifest, partition="test"):
    with tempfile.TemporaryDirectory() as folder:
        predictions = pathlib.Path(folder) / "predictions.csv"
        command = [affectus, "evaluate", model, manifest, "--partition", partition, "--format", "json", "--resamples", "100",
                   "--predictions", predictions]
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        with open(predictions, encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    right = len(rows) == report["utterances"] > 0
    print(f"{len(rows)} predictions, {report['utterances']} utterances {'ok' if right else 'WRONG'}")

    groups = {"all": (report["dimensions"], rows)}
    for kind in ("speaker", "gender", "category"):
        for name, group in report["by_" + kind].items():
            groups[f"{kind} {name}"] = (group["dimensions"], [row for row in rows if row[kind] == name])
    for name, (figures, members) in groups.items():
        for dimension, found in figures.items():
            truth, prediction = pairs(members, dimension)
            right &= found["n"] == len(truth)
            right &= compare(f"{name} {dimension} CCC", found["ccc"], defined(audmetric.concordance_cc, truth, prediction))
            right &= compare(f"{name} {dimension} Pearson", found["pearson"], defined(audmetric.pearson_cc, truth, prediction))
    categories = report["categories"]
    if categories and categories["names"]:
        used = [row for row in rows if row["category"] in categories["names"] and row["predicted_category"]]
        right &= compare("unweighted recall", categories["unweighted_recall"], unweighted_recall(used, categories["names"]))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
