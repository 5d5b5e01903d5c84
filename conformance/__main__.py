"""`python -m conformance` is the command line."""

import sys
from pathlib import Path

if sys.path[:1] == [str(Path.cwd())]:  # the folder the user stands in may be the evidence: nothing is imported from it
    del sys.path[0]

from conformance.cli import main

main()
