"""Runs the notebooks of examples/ from top to bottom, by the Python that runs this, which needs affectus, nbclient and ipykernel.

    python tests/docs/notebooks.py [NOTEBOOK...]
"""
import pathlib
import sys

import nbclient
import nbformat

SOURCE = pathlib.Path(__file__).resolve().parents[2]

notebooks = [pathlib.Path(name) for name in sys.argv[1:]] or sorted((SOURCE / "examples").glob("*.ipynb"))
failed = 0
for file in notebooks:
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    try:
        if any(cell.outputs or cell.execution_count for cell in cells):
            raise AssertionError("it is kept without outputs")
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
        pictures = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)
        if pictures == 0:
            raise AssertionError("it shows no picture")
        print(f"{file.name}: {len(cells)} cells run, {pictures} pictures")
    except (AssertionError, nbclient.exceptions.CellExecutionError) as error:
        print(f"{file.name}: {error}")
        failed += 1
print(f"notebooks: {len(notebooks)} run, {failed} failed")
sys.exit(1 if failed or not notebooks else 0)
