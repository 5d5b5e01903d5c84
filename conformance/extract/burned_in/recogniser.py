"""The general character recognition, an optional library: its models alone, run on one core; the home of the library.

RapidOCR's wheel brings the models of PaddleOCR (PP-OCRv6 small). Its own code is not used: it loads OpenCV beside
FFmpeg, takes all cores, and would fetch a model that is missing from the network.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.extra import FINDS, READS, model
from conformance.extract.burned_in.glyphs import Grey
from conformance.extract.burned_in.resampling import resized

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_ROWS = 48  # of a line, as the model was trained
_NARROWEST = 16  # samples of a line of that height
_MULTIPLE = 32  # sides of a picture for the finder
_BLANK = 0  # class between characters; the last one behind those of the list is a space


@dataclass(frozen=True)
class Spelt:
    """Characters of a line, for each the probability given to it and where it stands, from 0 (left) to 1."""

    text: str
    sure: tuple[float, ...]
    at: tuple[float, ...]


class Recogniser:
    """Both models, loaded."""

    def __init__(self) -> None:
        """Raises ImportError where the library can't be loaded."""
        self._finds, self._reads = _session(FINDS), _session(READS)
        characters = self._reads.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]

    def found(self, picture: Grey) -> Grey:
        """How likely each sample belongs to the middle of a line of text, of a picture in code values.

        Both sides of the picture are cut to whole 32 samples.
        """
        rows, columns = (side // _MULTIPLE * _MULTIPLE for side in picture.shape)
        likely: Grey = _run(self._finds, picture[:rows, :columns])[0, 0]
        return likely

    def read(self, line: NDArray[Any]) -> Spelt:
        """What stands in a line of text, in code values."""
        wide = max(_NARROWEST, width(line))
        classes = _run(self._reads, resized(line, (_ROWS, wide)))[0]
        chosen, likely = classes.argmax(1), classes.max(1)
        steps = np.flatnonzero((chosen != _BLANK) & (np.diff(chosen, prepend=_BLANK) != 0))
        return Spelt(
            "".join(self._characters[chosen[step]] for step in steps),
            tuple(float(likely[step]) for step in steps),
            tuple((float(step) + 0.5) / len(chosen) for step in steps),
        )


def width(line: NDArray[Any]) -> int:
    """Samples in a row of the line as it is read: the cost of reading it."""
    rows, columns = (int(side) for side in line.shape)
    return round(columns * _ROWS / rows)


def _session(name: str) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - a tenth of a second that few need

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the other cores have files of their own
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return InferenceSession(model(name), options, providers=["CPUExecutionProvider"])


def _run(session: "InferenceSession", samples: Grey) -> NDArray[np.float32]:
    """The model's answer to grey samples, which it takes for a picture of three colours from -1 to 1."""
    grey = samples.astype(np.float32) / np.float32(127.5) - 1
    given = np.repeat(grey[None, None], 3, axis=1)
    answer: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: given})[0]
    return answer
