"""Makes the pages of the reference from the code: the commands' own help, the public headers' comments, and Python's docstrings.

The headers have a form of their own, and it is all that is read here: a comment of // lines at the top of the file, and declarations
in namespace affectus (or at the top, in C) with a comment of /// lines before them.
"""
import ast
import pathlib
import re
import subprocess


def write(source, folder, program):
    folder.mkdir(exist_ok=True)
    pages = {"commands.md": commands(program), "c.md": c_page(source), "cpp.md": cpp_page(source)}
    if (source / "python" / "affectus").is_dir():
        pages["python.md"] = python_page(source / "python" / "affectus")
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


# Commands


def help_of(program, *words):
    result = subprocess.run([program, *words, "--help"], check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    return result.stdout.rstrip()


def subcommands(text):
    found = re.search(r"^(?:SUBCOMMANDS|Subcommands|Commands):\n((?:[ ].*\n?|\n)+)", text + "\n", re.M | re.I)
    return re.findall(r"^ {2}(\w[\w-]*)(?= |$)", found.group(1), re.M) if found else []


def commands(program):
    if not pathlib.Path(program).exists():
        raise SystemExit(f"{program}: not built; its help is part of the site (make build)")
    top = help_of(program)
    names = subcommands(top)
    if not names:
        raise SystemExit(f"{program} --help: no sub-commands found")
    parts = ["# Commands\n\nWhat `affectus --help` and `affectus COMMAND --help` print.\n", fenced("text", top)]
    for name in names:
        text = help_of(program, name)
        parts += [f"\n## affectus {name}\n", fenced("text", text)]
        for inner in subcommands(text):
            parts += [f"\n### affectus {name} {inner}\n", fenced("text", help_of(program, name, inner))]
    return "\n".join(parts) + "\n"


def fenced(language, text):
    return f"```{language}\n{text.rstrip()}\n```\n"


# Headers


def declarations(text):
    """(comment, code) of each declaration, and the comment at the top of the file."""
    lines = text.split("\n")
    top, i = [], 0
    while i < len(lines) and lines[i].startswith("//"):
        top.append(lines[i].lstrip("/").removeprefix(" "))
        i += 1
    found, comment, code, depth = [], [], [], 0
    for line in lines[i:]:
        bare = line.strip()
        if not code:
            if bare.startswith("///"):
                comment.append(bare[3:].removeprefix(" "))
                continue
            if not bare or bare.startswith(("#", "//", "namespace ", "extern ", "}", "template class")):
                if not bare.startswith("//"):
                    comment = [] if not bare else comment
                continue
        code.append(line.rstrip())
        without_comment = re.sub(r"//.*", "", line)
        depth += without_comment.count("{") + without_comment.count("(") - without_comment.count("}") - without_comment.count(")")
        ends = without_comment.rstrip().endswith((";", "}"))
        if depth == 0 and ends:
            found.append((comment, code))
            comment, code = [], []
    return top, found


def name_of(code):
    text = re.sub(r"//[^\n]*", "", "\n".join(code))
    text = re.sub(r"\bAFFECTUS_\w+(\([^)]*\))?\s+", "", text)
    for pattern in (r"^(?:template <[^>]*>\s*)?(?:typedef )?(?:struct|class|enum class|enum|union)\s+(\w+)", r"^using (\w+)", r"(\w+)\s*\(", r"(\w+)\s*(?:=|\{|;)"):
        match = re.search(pattern, text)
        if match:
            return match.group(1)
    raise SystemExit(f"no name found in the declaration\n{text}")


def prose(comment):
    """Comments are plain text: what Markdown would take for its own is escaped, names of files and functions stay."""
    text = "\n".join(comment)
    return re.sub(r"(?<!`)([<*_\[\]])(?!`)", r"\\\1", text) if "`" not in text else text.replace("<", "\\<")


def without_marks(code):
    text = "\n".join(code)
    return re.sub(r"\bAFFECTUS_(EXPORT|PROJECT|API)\s+", "", text)


def header(file, level, language):
    top, found = declarations(file.read_text(encoding="utf-8"))
    parts = [f"{'#' * level} {file.name}\n", prose(top) + "\n"]
    seen = None
    for comment, code in found:
        name = name_of(code)
        if name != seen:  # overloads stand under one heading
            parts.append(f"\n{'#' * (level + 1)} {name}\n")
        seen = name
        if comment:
            parts.append(prose(comment) + "\n")
        parts.append(fenced(language, without_marks(code)))
    return "\n".join(parts)


def c_page(source):
    return "# C\n\nOne header, `affectus/c.h`, and one library, `libaffectus.so`.\n\n" + header(source / "include/affectus/c.h", 2, "c")


def cpp_page(source):
    headers = sorted(file for file in (source / "include" / "affectus").glob("*.h") if file.name not in ("c.h", "export.h"))
    intro = "# C++\n\nThe public headers, each with what it declares in `namespace affectus`. [Architecture](../architecture.md) says which library has which.\n"
    return intro + "\n" + "\n".join(header(file, 2, "cpp") for file in headers)


# Python, from its sources: nothing is imported, so nothing needs to be built.


def python_page(folder):
    """What each public module names in __all__, from the module that defines it."""
    parts = ["# Python\n"]
    for file in [folder / "__init__.py", *sorted(file for file in folder.glob("*.py") if not file.name.startswith("_"))]:
        module = "affectus" if file.name == "__init__.py" else f"affectus.{file.stem}"
        tree = ast.parse(file.read_text(encoding="utf-8"))
        parts += [f"\n## {module}\n", literal(ast.get_docstring(tree))]
        parts += [described(definition(name, tree, folder), 3) for name in public_names(tree)]
    return "\n".join(part for part in parts if part) + "\n"


def public_names(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [name for name in ast.literal_eval(node.value) if not name.startswith("__")]
    return [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")]


def definition(name, tree, folder):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return node
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            file = folder / (node.module.removeprefix("affectus.") + ".py")
            return definition(name, ast.parse(file.read_text(encoding="utf-8")), folder)
    raise SystemExit(f"affectus: {name} is in __all__, and no definition was found")


def literal(document):
    """Docstrings are plain text with examples, so they are shown as they are."""
    return fenced("text", document) if document else ""


def described(node, level):
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return ""
    document = ast.get_docstring(node)
    if node.name.startswith("_") or not document:
        return ""
    mark = "#" * level
    if isinstance(node, ast.ClassDef):
        fields = [ast.unparse(item) for item in node.body if isinstance(item, ast.AnnAssign) and not ast.unparse(item.target).startswith("_")]
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        parts = [f"{mark} {node.name}\n", fenced("python", f"class {node.name}" + (f"({bases})" if bases else "") + ":" + "".join(f"\n    {field}" for field in fields)), literal(document)]
        return "\n".join(parts + [text for item in node.body if (text := described(item, level + 1))])
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return "\n".join([f"{mark} {node.name}\n", fenced("python", f"def {node.name}({ast.unparse(node.args)}){returned}"), literal(document)])
