"""Starts extractors for what the command line seems to ask: parsing it loads for a tenth of a second.

A wrong guess costs nothing but its own processes, which wait in vain and are ended.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from conformance.execution.standby import Standby, is_file
from conformance.model.vocabulary import Depth


def guessed(arguments: Sequence[str]) -> Standby:
    """Extractors for the files that `measure` is asked for, where it is; the caller ends them."""
    if arguments[:1] != ["measure"]:
        return Standby()
    said = {"--depth": Depth.FRAMES.value, "--workers": str(os.cpu_count() or 1), "--role": ""}
    files: list[Path] = []
    words = iter(arguments[1:])
    for word in words:
        option, _, value = word.partition("=")
        if option in said:
            said[option] = value or next(words, "")
        elif is_file(Path(word)):
            files.append(Path(word))
    if said["--depth"] not in list(Depth) or not said["--workers"].isdecimal():
        return Standby()
    return Standby.for_files(files, Depth(said["--depth"]), int(said["--workers"]))
