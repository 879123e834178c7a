#!/usr/bin/env python3
"""Make a manual page of a program from its own help and that of its commands.

    scripts/make-man-page.py OUTPUT VERSION PROGRAM [WORD...]      (for example affectus.1 0.1.0 build/release/affectus)

OUTPUT: NAME.1, or NAME.1.gz; NAME is one of those in `pages`. PROGRAM WORD...: what runs it.
"""
import gzip
import os
import pathlib
import re
import subprocess
import sys

# NAME: (what it is, its variables, what else to read)
pages = {
    "affectus": (
        "emotion from speech",
        {
            "AFFECTUS_CORPORA": "A folder that holds a folder for each corpus, by its name.",
            "AFFECTUS_CACHE_DIR": "Of what is computed once: features and compiled encoders (default: $XDG_CACHE_HOME/affectus, or ~/.cache/affectus).",
            "HF_HOME, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE": "Of Hugging Face's hub, as its own tools have them.",
        },
        [],
    ),
    "affectus-cluster": (
        "emotion from speech, for corpora that outgrow one machine",
        {
            "RAY_ADDRESS": "The cluster, where --address is not given.",
            "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY": "Of a store that is compatible with S3; all machines need them.",
            "AFFECTUS_CACHE_DIR": "Of compiled encoders (default: $XDG_CACHE_HOME/affectus, or ~/.cache/affectus).",
        },
        ["affectus"],
    ),
}


def help_of(command, *words):
    """None: another program does it, which is not here (train, reproduce)."""
    wide = {**os.environ, "COLUMNS": "1000"}  # or argparse would break lines
    done = subprocess.run([*command, *words, "--help"], capture_output=True, text=True, env=wide, check=not words)
    return done.stdout.rstrip() if done.returncode == 0 else None


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


class Help:
    """description: lines; usage: one line; sections: {title: [(term, text), ...]}, as CLI11 and argparse write them."""

    def __init__(self, text, name):
        self.description, self.usage, self.sections = [], "", {}
        entries = None
        for line in text.split("\n"):
            bare = line.strip()
            usage = re.match(r"usage: \S+(.*)", line, re.I)
            entry = re.match(r" {2}(\S.{26}) (\S.*)$", line) if " " not in line[27:29] else None  # up to CLI11's column of texts
            entry = entry or re.match(r" {2,4}(\S.*?)(?: {2,}(\S.*))?$", line)
            if usage:
                # The program's path may be a long one.
                self.usage = f"{name} {usage.group(1).strip().removeprefix(name.partition(' ')[2]).strip()}"
            elif re.match(r"\w.*:$", line):
                entries = self.sections.setdefault(line[:-1].capitalize(), [])
            elif entries is None:
                self.description += [bare] if bare else []
            elif entry:
                entries.append((entry.group(1), entry.group(2) or ""))
            elif bare:
                term, rest = entries[-1]
                entries[-1] = (term, f"{rest} {bare}".strip())

    def commands(self):
        """Those of CLI11's section of them, or of argparse's first positional, which are indented below it."""
        if "Subcommands" in self.sections:
            return dict(self.sections.pop("Subcommands"))
        positionals = self.sections.get("Positional arguments", [])
        if positionals and "|" in positionals[0][0]:
            return dict(self.sections.pop("Positional arguments")[1:])
        return {}

    def body(self):
        lines = [escaped(line) for line in self.description]
        for entries in self.sections.values():
            for term, text in entries:
                term = re.sub(r"^(--threads UINT)=\d+$", r"\1", term)  # its default is this machine's
                lines += [".TP", f".B {escaped(term)}", *([escaped(text)] if text else [])]
        return lines


def page(name, version, command):
    what, variables, others = pages[name]
    top = Help(help_of(command), name)
    described = top.commands()
    if not described:
        raise SystemExit(f"{name}: no commands found in its help")
    lines = [f'.TH {name.upper()} 1 "" "affectus {version}" "affectus"', ".SH NAME", f"{escaped(name)} \\- {what}", ".SH SYNOPSIS"]
    lines += [f".B {escaped(top.usage)}", ".SH DESCRIPTION", *top.body(), ".SH COMMANDS"]
    for word, summary in described.items():
        lines += of_command(name, command, [word], summary)
    lines += [".SH EXIT STATUS", "0: all is done. 1: something failed. 2: the command line is wrong.", ".SH ENVIRONMENT"]
    for variable, text in variables.items():
        lines += [".TP", f".B {escaped(variable)}", escaped(text)]
    if others:
        lines += [".SH SEE ALSO", ", ".join(f".BR {escaped(one)} (1)" for one in others)]
    return "\n".join(lines) + "\n"


def of_command(name, command, words, summary):
    title = " ".join([name, *words])
    text = help_of(command, *words)
    if text is None:
        return [f".SS {escaped(title)}", escaped(summary)]
    found = Help(text, title)
    inner = found.commands()
    lines = [f".SS {escaped(title)}", f".B {escaped(found.usage)}", ".PP", *found.body()]
    for word, summary in inner.items():
        lines += of_command(name, command, [*words, word], summary)
    return lines


def main():
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    output, version, *command = sys.argv[1:]
    name = re.sub(r"\.1(\.gz)?$", "", pathlib.Path(output).name)
    text = page(name, version, command).encode()
    pathlib.Path(output).write_bytes(gzip.compress(text, 9, mtime=0) if output.endswith(".gz") else text)


if __name__ == "__main__":
    main()
