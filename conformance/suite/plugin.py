"""The pytest plugin: `pytest --pyargs conformance.suite --submission DIR` does what `conformance run` does."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the suite; without `--submission` the plugin does nothing."""
    group = parser.getgroup("recorder conformance")
    group.addoption(
        "--submission", metavar="DIR", help="the folder, or the zip or tar archive, with the recordings to judge"
    )
    group.addoption("--profile", action="append", default=[], metavar="ID", help="profile to judge by (repeatable)")
    group.addoption(
        "--only", action="append", default=[], metavar="GLOB", help="only cases, clauses or topics like this"
    )
    group.addoption("--catalog", metavar="FILE", help="a catalog other than the one that ships")
    group.addoption(
        "--overlay", action="append", default=[], metavar="FILE", help="limits that a lab supplies (repeatable)"
    )
    group.addoption("--out", metavar="DIR", help="write results.json, report.html, junit.xml and the facts here")
    group.addoption(
        "--pictures",
        choices=("full", "pixelated", "none"),
        default="full",
        help="how much report.html shows of pictures of the evidence: pixelated, what was measured in them alone",
    )
    group.addoption(
        "--depth", choices=("container", "packets", "frames"), default="frames", help="how far files are read"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say what is missing where the suite is run without a submission."""
    if metafunc.module.__name__ == "conformance.suite.test_clauses" and not metafunc.config.getoption("--submission"):
        pytest.exit("conformance.suite needs --submission DIR", returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_configure(config: pytest.Config) -> None:
    """Open the submission and compile the cases, where one is given."""
    if config.getoption("--submission"):
        from conformance.suite.plugged import register  # noqa: PLC0415 - other projects' runs need not pay for it

        register(config)
