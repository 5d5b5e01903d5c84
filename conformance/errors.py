"""What can go wrong outside the device under test: one base, one child per noun."""

from dataclasses import dataclass


class ConformanceError(Exception):
    """Base of every error this project raises on purpose; its text is one clear sentence for the user."""


class UnusableInputError(ConformanceError):
    """Base of what the user can mend; the command line exits with status 2."""


class CatalogError(UnusableInputError):
    """A catalog, overlay or profile that can't be used."""


class SubmissionError(UnusableInputError):
    """A submission folder, or its `submission.yaml`, that can't be used."""


class SelectionError(UnusableInputError):
    """A profile, clause or filter that selects nothing."""


class ResultsError(UnusableInputError):
    """A results file that can't be read back."""


class BundleError(UnusableInputError):
    """A bundle that can't be made, or a file beside one that can't be used."""


class MissingExtraError(UnusableInputError):
    """An optional dependency that the asked-for work needs is not installed."""


class FixtureError(UnusableInputError):
    """A recipe that can't be followed, or an encoder that refused it."""


class ExtractionError(ConformanceError):
    """An extractor crashed, hung or broke its limits; costs the cases of one file, never the run."""


class UnitError(ConformanceError):
    """A quantity whose unit is unknown or does not fit."""


class PatternError(ConformanceError):
    """A pattern of file names that can't be read, or under which a name could be read in several ways."""


@dataclass(frozen=True)
class Mark:
    """A place in a text document, counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document: where it stands, and what to do."""

    mark: Mark
    message: str

    def __str__(self) -> str:
        return f"{self.mark}: {self.message}"


class DocumentError(UnusableInputError):
    """A YAML document with problems; all of them are listed, in the order of the text."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
