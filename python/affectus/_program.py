"""The program `affectus`, which lies in the package."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

folder = Path(__file__).parent / "bin"


def main() -> NoReturn:
    """Becomes the program, with the arguments of the command line."""
    program = str(folder / "affectus")
    os.execv(program, [program, *sys.argv[1:]])
