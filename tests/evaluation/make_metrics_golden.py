#!/usr/bin/env python3
"""Makes metrics_golden.txt: agreement and recall as audmetric computes them.

Run with tests/requirements.txt: python3 tests/evaluation/make_metrics_golden.py

Lines: "values COUNT CCC PEARSON RMSE", then predictions, then targets; "categories COUNT UAR", then predictions, then truth.
"""
import pathlib

import audmetric
import numpy as np

random = np.random.default_rng(7)
cases = []
for count in (2, 3, 10, 400):
    target = random.uniform(1, 7, count)
    cases.append((target + random.normal(0.3, 1, count), target))
# A mean far larger than the spread. At 1e6 rounded means cost audmetric 9e-12 and affectus 2e-12 of exact arithmetic.
cases.append((1e3 + random.normal(0, 1, 50), 1e3 + random.normal(0, 1, 50)))
cases.append((np.full(20, 0.1), random.uniform(1, 7, 20)))  # constant predictions: CCC 0
cases.append((-target, target))

with open(pathlib.Path(__file__).with_name("metrics_golden.txt"), "w") as out:
    def row(values):
        print(*(repr(float(value)) for value in values), file=out)

    for prediction, target in cases:
        pearson = audmetric.pearson_cc(target, prediction) if prediction.min() < prediction.max() else np.nan
        error = audmetric.mean_squared_error(target, prediction) ** 0.5
        print("values", len(target), *map(repr, map(float, (audmetric.concordance_cc(target, prediction), pearson, error))), file=out)
        row(prediction)
        row(target)
    for count, names in ((5, 2), (200, 6)):
        truth = np.concatenate([np.arange(names), random.integers(0, names, count)])  # each category is there
        prediction = np.where(random.random(len(truth)) < 0.6, truth, random.integers(0, names, len(truth)))
        print("categories", len(truth), repr(float(audmetric.unweighted_average_recall(truth, prediction))), file=out)
        print(*prediction, file=out)
        print(*truth, file=out)
