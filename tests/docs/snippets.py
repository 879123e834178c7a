#!/usr/bin/env python3
"""Runs the snippets of the documentation, page by page, each page in a folder of its own with the recordings of fixtures.py.

    python3 tests/docs/snippets.py --program AFFECTUS [--python PYTHON] [PAGE...]      (default: all pages)

A snippet is a block between ``` lines, or an indented one that begins with a command. A page's snippets run in their order:

- ```sh, ```bash, indented commands: by bash, each must end with 0
- ```python: those of a page as one program, by PYTHON, which has the package affectus; without --python they are counted as not run
- ```cpp, ```c: must compile; what follows the #include lines may be statements, which have `samples`
- ```toml, ```csv and others with a name, as in ```toml title="mine.toml": written to that file
- an indented block that begins with "$ ": one command, and below it what it prints
- ```text after <!-- output -->: what the snippet before it printed. "..." in it stands for anything, and blanks count as one

A comment before a snippet, <!-- not run: reason -->, excuses it. A snippet that is neither run nor excused is an error.
"""
import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import fixtures

TIMEOUT_S = 600
SOURCE = pathlib.Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"([A-Z_]+=\S+ )*(affectus|make|cmake|export|apt|apt-get|ffmpeg|scripts/\S+|pip|python3?|sudo|git|docker|cc|sox)\b")
ON_THEIR_OWN = {"text", "json", "jsonl", "csv", "toml", "ini", "yaml", "xml", "", "none"}  # data, unless they have a title


class Snippet:
    def __init__(self, line, language, title, text, before):
        self.line, self.language, self.title, self.text, self.before = line, language, title, text, before

    def excuse(self):
        found = re.match(r"<!-- not run: (.+?) -->$", self.before)
        return found and found.group(1)

    def is_output(self):
        return self.before == "<!-- output -->"


def dedented(lines):
    return "\n".join(line[4:] for line in lines).rstrip() + "\n"


def snippets_of(text):
    lines, found, before, i = text.split("\n"), [], "", 0
    while i < len(lines):
        line = lines[i]
        fence = re.match(r"```(\w*)(?:\s+title=\"([^\"]+)\")?\s*$", line)
        if line.startswith("```"):
            if line.startswith("```{"):  # for Sphinx
                i = next(j for j in range(i + 1, len(lines)) if lines[j].startswith("```")) + 1
                continue
            if not fence:
                raise SystemExit(f"line {i + 1}: expected ```LANGUAGE or ```LANGUAGE title=\"FILE\", found {line}")
            end = next(j for j in range(i + 1, len(lines)) if lines[j].startswith("```"))
            found.append(Snippet(i + 1, fence.group(1), fence.group(2), "\n".join(lines[i + 1 : end]) + "\n", before))
            i, before = end + 1, ""
            continue
        if line.startswith("    ") and (i == 0 or not lines[i - 1].strip() or lines[i - 1].startswith("<!--")):
            end = i
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            block = dedented(lines[i:end])
            if block.startswith("$ "):  # a command and what it prints
                command, printed = block[2:].split("\n", 1)
                found.append(Snippet(i + 1, "sh", None, command + "\n", before))
                if printed.strip() and not found[-1].excuse():
                    found.append(Snippet(i + 2, "text", None, printed, "<!-- output -->"))
            elif COMMAND.match(block):
                found.append(Snippet(i + 1, "sh", None, block, before))
            i, before = end, ""
            continue
        if line.strip():
            before = line.strip()
        i += 1
    return found


def as_pattern(text):
    words = [re.escape(word).replace(r"\.\.\.", ".*?") for word in text.split()]
    return re.compile(r"\s+".join(words).replace(r"\s+.*?\s+", r"\s.*?\s") + r"\s*$", re.DOTALL)


class Page:
    def __init__(self, path, options):
        self.path, self.options = path, options
        self.run_count = self.excused = self.without_python = 0
        self.failures = []

    def fail(self, snippet, message):
        self.failures.append(f"{self.path}:{snippet.line}: {message}")

    def environment(self, folder):
        environment = dict(os.environ, HF_HUB_OFFLINE="1", AFFECTUS_CACHE_DIR=str(folder / ".cache"), LC_ALL="C.UTF-8",
                           MPLBACKEND="Agg", AFFECTUS_CORPORA=str(folder / "corpora"))
        places = [str(self.options.program.parent)]
        if self.options.python:
            places.insert(0, str(self.options.python.parent))
        environment["PATH"] = ":".join([*places, environment["PATH"]])
        return environment

    def run(self):
        snippets = snippets_of((SOURCE / self.path).read_text(encoding="utf-8"))
        if not snippets:
            return self
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            if any(not snippet.excuse() for snippet in snippets):
                fixtures.main(SOURCE, folder)
                (folder / "samples").symlink_to(SOURCE / "samples")
                (folder / "recipes").symlink_to(SOURCE / "recipes")
            self.run_in(folder, snippets)
        return self

    def run_in(self, folder, snippets):
        printed, python = None, []
        for snippet in snippets:
            if snippet.excuse():
                self.excused += 1
            elif snippet.is_output():
                if printed is None:
                    self.fail(snippet, "no snippet before it was run")
                elif not as_pattern(snippet.text).match(printed.strip()):
                    self.fail(snippet, f"expected the output\n{snippet.text}found\n{printed}")
                printed = None
                self.run_count += 1
            elif snippet.title:
                file = folder / snippet.title
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(snippet.text, encoding="utf-8")
            elif snippet.language in ("sh", "bash"):
                printed = self.execute(snippet, ["bash", "-euo", "pipefail", "-c", snippet.text], folder)
            elif snippet.language == "python":
                python.append(snippet)
            elif snippet.language in ("c", "cpp"):
                self.compile(snippet, folder)
            elif snippet.language not in ON_THEIR_OWN:
                self.fail(snippet, f"'{snippet.language}' is neither run nor excused by <!-- not run: reason -->")
        if python and not self.options.python:
            self.without_python += len(python)
        elif python:
            # Empty lines before each keep the page's line numbers.
            program = ""
            for snippet in python:
                program += "\n" * (snippet.line - program.count("\n")) + snippet.text
            file = folder / "snippets.py"
            file.write_text(program, encoding="utf-8")
            self.execute(python[0], [str(self.options.python), str(file)], folder, count=len(python))

    def execute(self, snippet, command, folder, count=1):
        process = subprocess.Popen(command, cwd=folder, env=self.environment(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
        try:
            output, messages = process.communicate(timeout=TIMEOUT_S)
            how = process.returncode and f"ended with {process.returncode}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with what it started, which may be a server
            output, messages = process.communicate()
            how = f"did not end within {TIMEOUT_S} s"
        self.run_count += count
        if how:
            self.fail(snippet, f"{how}\n{snippet.text}{output[-2000:]}{messages[-2000:]}")
        return output

    def compile(self, snippet, folder):
        includes = "\n".join(line for line in snippet.text.split("\n") if line.startswith("#include"))
        rest = "\n".join(line for line in snippet.text.split("\n") if not line.startswith("#include"))
        is_c = snippet.language == "c"
        wrapped = rest if re.search(r"\bint main\b|^(class|struct) ", rest, re.M) else "void snippet(SAMPLES) {\n" + rest + "\n}\n"
        wrapped = wrapped.replace("SAMPLES", "const float* samples, size_t count" if is_c else "const std::vector<float>& samples")
        standard = "#include <stddef.h>\n" if is_c else "#include <vector>\n"
        file = folder / ("snippet.c" if is_c else "snippet.cc")
        file.write_text(standard + includes + "\n" + wrapped, encoding="utf-8")
        build = self.options.program.parent
        compiler = ["cc", "-std=c11"] if is_c else ["c++", "-std=c++20"]
        self.execute(snippet, [*compiler, "-fsyntax-only", f"-I{SOURCE / 'include'}", f"-I{build / 'include'}", str(file)], folder)


def all_pages():
    tracked = subprocess.run(["git", "-C", SOURCE, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], check=True, text=True, stdout=subprocess.PIPE)
    pages = [page for page in tracked.stdout.split() if page == "README.md" or page.startswith(("docs/", "python/"))]
    return sorted(page for page in pages if not page.startswith("docs/results/"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--python", type=lambda text: pathlib.Path(os.path.abspath(text)))
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    options.program = options.program.resolve()
    pages = []
    for name in options.pages or all_pages():
        page = Page(name, options).run()
        pages.append(page)
        if page.run_count or page.excused or page.without_python:
            print(f"{page.path}: {page.run_count} run, {page.excused} excused" + (f", {page.without_python} need --python" if page.without_python else ""), flush=True)
    failures = [failure for page in pages for failure in page.failures]
    print("\n".join(failures), end="\n" if failures else "")
    count = sum(page.run_count for page in pages)
    print(f"snippets: {count} run, {len(failures)} failed")
    sys.exit(1 if failures or count == 0 else 0)


if __name__ == "__main__":
    main()
