"""The program `affectus-cluster`; also `python -m affectus.cluster`."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line; the exit code is 0 for all done, 1 for something failed, 2 for a usage error."""
    try:
        from affectus.cluster.command import run
    except ImportError as error:
        print(f"affectus-cluster: {error}; `pip install affectus[cluster]` installs what it needs", file=sys.stderr)
        return 2
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
