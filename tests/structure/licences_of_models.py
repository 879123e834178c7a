#!/usr/bin/env python3
"""Every model in models/ has a row in LICENSE-MODELS.md with the licence that its config.json states, and no row is of another.

    python3 tests/structure/licences_of_models.py SOURCE
"""
import json
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
page = (source / "LICENSE-MODELS.md").read_text(encoding="utf-8")
rows = dict(re.findall(r"^\| \[`([^`]+)`\]\(models/[^)]+\)[^|]*\| \[([^\]]+)\]", page, re.MULTILINE))
shipped = {file.parent.name: json.loads(file.read_text(encoding="utf-8"))["licence"] for file in (source / "models").glob("*/config.json")}


def plain(licence):
    return licence.replace("-", " ").lower()


wrong = sorted(name for name in rows.keys() | shipped.keys() if plain(rows.get(name, "none")) != plain(shipped.get(name, "not shipped")))
for name in wrong:
    print(f"{name}: expected the licence {shipped.get(name, 'of a shipped model')}, found {rows.get(name, 'no row')} in LICENSE-MODELS.md")
sys.exit(1 if wrong or not shipped else 0)
