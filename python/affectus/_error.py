"""The one exception of the package."""

from __future__ import annotations


class Error(Exception):
    """What failed, in one line that names the file or the argument, what was expected and what was found.

    `code` says which kind of failure it is: "invalid_argument", "not_found", "unreadable", "unwritable", "invalid_format",
    "no_audio", "unsupported" or "cancelled".

    >>> import affectus
    >>> try:
    ...     affectus.load().predict("missing.wav")
    ... except affectus.Error as error:
    ...     error.code
    'not_found'
    """

    code: str

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[Error], tuple[str, str]]:
        return type(self), (str(self), self.code)


def invalid(argument: str, expected: str, found: object) -> Error:
    """An argument that is not as expected."""
    return Error(f"{argument}: expected {expected}, found {found!r}", "invalid_argument")
