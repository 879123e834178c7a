"""The site (make docs), by Sphinx: the project's own Markdown files, where they are, and a reference made from the code."""
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here))
import reference  # noqa: E402

project = "affectus"
copyright = "the authors of affectus"
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE-MODELS.md", "docs/**", "models/*/README.md", "samples/README.md", "examples/*.md"]
extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4
myst_all_links_external = False
html_theme = "furo"
html_title = "affectus"
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
# Snippets of other languages are checked by tests/docs.
suppress_warnings = ["misc.highlighting_failure"]


def write_front_page(app, exception):
    if exception is None:
        (pathlib.Path(app.outdir) / "index.html").write_text('<!doctype html><meta http-equiv="refresh" content="0; url=docs/index.html">\n')


def setup(app):
    app.connect("build-finished", write_front_page)
    source = here.parent
    app.connect("builder-inited", lambda app: reference.write(source, here / "reference", app.config.affectus_program))
    app.add_config_value("affectus_program", str(source / "build" / "release" / "affectus"), "env")
