"""Whether the optional library for character recognition is installed, which one, and where its models lie."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

EXTRA = "pip install 'recorder-conformance[ocr]'"
FINDS, READS = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_PACKAGES = ("rapidocr", "onnxruntime")


def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of what the extra installs; none where it does not work."""
    return () if why_missing() else tuple((name, version(name)) for name in _PACKAGES)


@cache
def why_missing() -> str:
    """What is not installed, and how to install it; '' where all is there."""
    for name in _PACKAGES:
        try:
            version(name)
        except PackageNotFoundError:
            return f"{name} is not installed: {EXTRA}"
    lacking = [name for name in (FINDS, READS) if not model(name).is_file()]
    return f"rapidocr {version('rapidocr')} brings no {lacking[0]}: {EXTRA}" if lacking else ""


def model(name: str) -> Path:
    """One of the models that RapidOCR's wheel brings; it need not be there."""
    spec = find_spec("rapidocr")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places or ()), "")) / "models" / name
