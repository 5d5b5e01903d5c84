"""Which software made a bundle, our own by the digest of its source, so that two versions are never compared as one."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from conformance import __version__
from conformance.shipped import catalog_path

_SOURCES = frozenset({".py", ".j2", ".css", ".js"})


@cache
def software() -> tuple[tuple[str, str], ...]:
    """Name and version of all that verdicts and reports follow from, once facts are there."""
    own, package = hashlib.sha256(), Path(__file__).parents[1]
    for source in sorted(file for file in package.rglob("*") if file.suffix in _SOURCES):
        content = source.read_bytes()
        own.update(f"{source.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    own.update(catalog_path().read_bytes())
    libraries = ("cryptography", "jinja2", "numpy", "pydantic")
    return (
        ("conformance", __version__),
        ("source", own.hexdigest()),
        ("python", platform.python_version()),
        *((name, version(name)) for name in libraries),
    )


def difference(sealed_by: tuple[tuple[str, str], ...]) -> str:
    """How the software that made a bundle is another than this one; '' where it is the same."""
    here = dict(software())
    told = [f"{name} {text} (here {here.get(name, 'none')})" for name, text in sealed_by if here.get(name) != text]
    if not told and set(here) != {name for name, _ in sealed_by}:
        return "other libraries are stated than are used here"
    return ", ".join(told)
