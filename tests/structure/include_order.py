#!/usr/bin/env python3
"""Holds every #include of the project to the graph of its libraries and the order of their folders.

    include_order.py SOURCE BUILD

In BUILD is what CMake wrote of the libraries it built: layers.txt (a line LIBRARY/FOLDER, from the bottom up), uses.txt (a line
LIBRARY/LIBRARY that it links) and public_headers.txt (a line LIBRARY/HEADER). A file may include headers of its own folder, of
those below it in its library, and of the libraries that its library uses, directly or through another. A library's public headers
may include public ones of the same libraries.
"""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
build = pathlib.Path(sys.argv[2])


def pairs(name):
    return [line.split("/", 1) for line in (build / name).read_text().split()]


layers = pairs("layers.txt")
public = {header: library for library, header in pairs("public_headers.txt")}
uses = {library: {library} for library, _ in layers}
for library in uses:  # from the bottom up, so that what is used is complete
    for user, used in pairs("uses.txt"):
        if user == library:
            uses[library] |= uses[used]

library_of = {folder: library for library, folder in layers}
place_of = {folder: place for place, (_, folder) in enumerate(layers)}
generated = {"version.h"}
include = re.compile(r'^\s*#include\s+["<](?:affectus/(?P<public>[^">]+)|(?P<folder>[a-z_0-9]+)/[^">]+)[">]', re.M)
wrong = []
seen = 0


def check(file, library, place):
    """`place` is the folder's; None for a public header."""
    global seen
    for path in re.findall(r'^\s*#include\s+"([^"]*\.\./[^"]*)"', file.read_text(), re.M):
        wrong.append(f"{file.relative_to(source)}: includes {path}, expected a path from src or include")
    for match in include.finditer(file.read_text()):
        name = file.relative_to(source)
        if match["public"]:
            header = match["public"]
            if header in generated:
                continue
            seen += 1
            if header not in public:
                wrong.append(f"{name}: includes affectus/{header}, which no library installs or lists")
            elif public[header] not in uses[library]:
                wrong.append(f"{name}: includes affectus/{header} of {public[header]}, which {library} does not use")
        elif match["folder"] in place_of:
            seen += 1
            owner = library_of[match["folder"]]
            if place is None:
                wrong.append(f"{name}: a public header includes {match.group().strip()}")
            elif owner not in uses[library]:
                wrong.append(f"{name}: includes {match['folder']}/ of {owner}, which {library} does not use")
            elif place_of[match["folder"]] > place:
                wrong.append(f"{name}: includes {match['folder']}/ above its own folder")


for folder, library in library_of.items():
    files = sorted((source / "src" / folder).glob("*.h")) + sorted((source / "src" / folder).glob("*.cc"))
    if not files:
        wrong.append(f"src/{folder}: no files")
    for file in files:
        check(file, library, place_of[folder])
for header, library in public.items():
    check(source / "include/affectus" / header, library, None)

for folder in sorted(path.name for path in (source / "src").iterdir() if path.is_dir()):
    if folder not in place_of:
        wrong.append(f"src/{folder}: belongs to no library of this build")
for header in sorted(path.name for path in (source / "include/affectus").glob("*.h")):
    if header not in public:
        wrong.append(f"include/affectus/{header}: belongs to no library of this build")

for line in wrong:
    print(line)
print(f"{seen} includes of {len(library_of)} folders and {len(public)} public headers, {len(wrong)} against the graph")
sys.exit(1 if wrong or seen == 0 else 0)
