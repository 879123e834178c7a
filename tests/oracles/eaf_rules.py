#!/usr/bin/env python3
"""Checks EAF documents against the rules of ELAN's schema EAFv3.0.xsd, with the standard library only.

    tests/oracles/eaf_rules.py FILE.eaf...

The rules: order and number of the children of each element, attribute names (which are required, which allowed), types of values
(xsd:ID unique in the document, unsigned integers, dateTime), references that resolve (time slots, linguistic types), and beyond
the schema what ELAN needs: time slots in order, annotations that end after they start, and none that overlap in a tier.
Prints what was counted and each breach; exit code 1 with any.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
STEREOTYPES = {"Time_Subdivision", "Symbolic_Subdivision", "Symbolic_Association", "Included_In"}
# Element: (required attributes, optional attributes, children in their order, text allowed)
RULES = {
    "ANNOTATION_DOCUMENT": (
        {"DATE", "AUTHOR", "VERSION"}, {"FORMAT", XSI + "noNamespaceSchemaLocation"},
        ["LICENSE", "HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT",
         "CONTROLLED_VOCABULARY", "LEXICON_REF", "REF_LINK_SET", "EXTERNAL_REF"], False),
    "LICENSE": (set(), {"LICENSE_URL"}, [], True),
    "HEADER": (set(), {"MEDIA_FILE", "TIME_UNITS"}, ["MEDIA_DESCRIPTOR", "LINKED_FILE_DESCRIPTOR", "PROPERTY"], False),
    "MEDIA_DESCRIPTOR": ({"MEDIA_URL", "MIME_TYPE"}, {"RELATIVE_MEDIA_URL", "TIME_ORIGIN", "EXTRACTED_FROM"}, [], False),
    "PROPERTY": (set(), {"NAME"}, [], True),
    "TIME_ORDER": (set(), set(), ["TIME_SLOT"], False),
    "TIME_SLOT": ({"TIME_SLOT_ID"}, {"TIME_VALUE"}, [], False),
    "TIER": ({"TIER_ID", "LINGUISTIC_TYPE_REF"},
             {"PARTICIPANT", "ANNOTATOR", "DEFAULT_LOCALE", "PARENT_REF", "EXT_REF", "LANG_REF"}, ["ANNOTATION"], False),
    "ANNOTATION": (set(), set(), ["ALIGNABLE_ANNOTATION"], False),
    "ALIGNABLE_ANNOTATION": ({"ANNOTATION_ID", "TIME_SLOT_REF1", "TIME_SLOT_REF2"},
                             {"SVG_REF", "EXT_REF", "LANG_REF", "CVE_REF"}, ["ANNOTATION_VALUE"], False),
    "ANNOTATION_VALUE": (set(), set(), [], True),
    "LINGUISTIC_TYPE": ({"LINGUISTIC_TYPE_ID"},
                        {"TIME_ALIGNABLE", "CONSTRAINTS", "GRAPHIC_REFERENCES", "CONTROLLED_VOCABULARY_REF", "EXT_REF",
                         "LEXICON_REF"}, [], False),
    "CONSTRAINT": ({"STEREOTYPE"}, {"DESCRIPTION"}, [], False),
}
ONCE = {"ANNOTATION_DOCUMENT": {"HEADER", "TIME_ORDER"}, "ANNOTATION": {"ALIGNABLE_ANNOTATION"},
        "ALIGNABLE_ANNOTATION": {"ANNOTATION_VALUE"}}
DATE_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
NCNAME = re.compile(r"[A-Za-z_][\w.\-]*$")


def check_structure(element, wrong):
    if element.tag not in RULES:
        wrong.append(f"unknown element {element.tag}")
        return
    required, optional, children, text = RULES[element.tag]
    for name in required - element.attrib.keys():
        wrong.append(f"{element.tag} lacks {name}")
    for name in element.attrib.keys() - required - optional:
        wrong.append(f"{element.tag} has an unknown attribute {name}")
    if not text and (element.text or "").strip():
        wrong.append(f"{element.tag} holds text")
    order = [children.index(child.tag) if child.tag in children else -1 for child in element]
    if -1 in order or order != sorted(order):
        wrong.append(f"{element.tag}: children {sorted({child.tag for child in element})} not allowed or not in order {children}")
    for name in ONCE.get(element.tag, ()):
        if len(element.findall(name)) != 1:
            wrong.append(f"{element.tag} has {len(element.findall(name))} {name}, not one")
    for child in element:
        if (child.tail or "").strip():
            wrong.append(f"text after {child.tag}")
        check_structure(child, wrong)


def check_unique(values, what, wrong, ncname=True):
    if len(set(values)) != len(values):
        wrong.append(f"{what} not unique")
    for value in values:
        if ncname and not NCNAME.match(value):
            wrong.append(f"{what} {value!r} is no xsd:ID")


def check_times(root, wrong):
    slots = {}
    last = 0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        if not value.isdigit():
            wrong.append(f"TIME_VALUE {value!r} is no unsigned integer")
            continue
        slots[slot.get("TIME_SLOT_ID")] = int(value)
        if int(value) < last:
            wrong.append(f"time slot {slot.get('TIME_SLOT_ID')} goes back")
        last = int(value)
    used = []
    for tier in root.iter("TIER"):
        end = 0
        for annotation in tier.iter("ALIGNABLE_ANNOTATION"):
            references = [annotation.get("TIME_SLOT_REF1"), annotation.get("TIME_SLOT_REF2")]
            used += references
            if any(reference not in slots for reference in references):
                wrong.append(f"{annotation.get('ANNOTATION_ID')} refers to a time slot that is not there")
                continue
            start, stop = (slots[reference] for reference in references)
            if not start < stop:
                wrong.append(f"{annotation.get('ANNOTATION_ID')} ends at {stop}, starts at {start}")
            if start < end:
                wrong.append(f"{annotation.get('ANNOTATION_ID')} overlaps the one before it in {tier.get('TIER_ID')}")
            end = stop
    if len(set(used)) != len(used) or set(used) != set(slots):
        wrong.append("time slots are shared or not used")


def check(path):
    wrong = []
    root = ElementTree.parse(path).getroot()
    if root.tag != "ANNOTATION_DOCUMENT":
        return [f"the root is {root.tag}"]
    check_structure(root, wrong)
    if not DATE_TIME.match(root.get("DATE", "")):
        wrong.append(f"DATE {root.get('DATE')!r} is no dateTime")
    if root.get("FORMAT") != "3.0" or not root.get(XSI + "noNamespaceSchemaLocation", "").endswith("EAFv3.0.xsd"):
        wrong.append("not declared as format 3.0")
    for header in root.iter("HEADER"):
        if header.get("TIME_UNITS", "milliseconds") not in ("NTSC-frames", "PAL-frames", "milliseconds", "PAL-50-frames"):
            wrong.append(f"TIME_UNITS {header.get('TIME_UNITS')!r}")
    for media in root.iter("MEDIA_DESCRIPTOR"):
        if not re.match(r"file:///[!-~]*$", media.get("MEDIA_URL", "")):
            wrong.append(f"MEDIA_URL {media.get('MEDIA_URL')!r} is no file URL")
    check_unique([e.get("TIME_SLOT_ID") for e in root.iter("TIME_SLOT")] +
                 [e.get("ANNOTATION_ID") for e in root.iter("ALIGNABLE_ANNOTATION")], "ids", wrong)
    check_unique([e.get("TIER_ID") for e in root.iter("TIER")], "tier names", wrong, ncname=False)
    types = [e.get("LINGUISTIC_TYPE_ID") for e in root.iter("LINGUISTIC_TYPE")]
    check_unique(types, "linguistic types", wrong, ncname=False)
    for tier in root.iter("TIER"):
        if tier.get("LINGUISTIC_TYPE_REF") not in types:
            wrong.append(f"tier {tier.get('TIER_ID')!r}: no linguistic type {tier.get('LINGUISTIC_TYPE_REF')!r}")
    stereotypes = [e.get("STEREOTYPE") for e in root.iter("CONSTRAINT")]
    if not set(stereotypes) <= STEREOTYPES or len(set(stereotypes)) != len(stereotypes):
        wrong.append(f"constraints {stereotypes}")
    check_times(root, wrong)
    tiers = {tier.get("TIER_ID"): len(tier) for tier in root.iter("TIER")}
    print(f"{path}: {len(wrong)} breaches (limit 0); annotations a tier: {tiers}")
    return wrong


def main():
    failed = False
    for path in sys.argv[1:]:
        for message in check(path):
            failed = True
            print(f"  {message}")
    return 1 if failed or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
