"""Whether the optional library for content credentials is installed, and which one."""

from importlib.metadata import PackageNotFoundError, version

EXTRA = "pip install 'recorder-conformance[c2pa]'"
_PACKAGE = "c2pa-python"


def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of what the extra installs; none where it is not there."""
    return () if why_missing() else ((_PACKAGE, version(_PACKAGE)),)


def why_missing() -> str:
    """What is not installed, and how to install it; '' where it is."""
    try:
        version(_PACKAGE)
    except PackageNotFoundError:
        return f"{_PACKAGE} is not installed: {EXTRA}"
    return ""
