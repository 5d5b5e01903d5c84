"""Command line: parse, call, print, exit."""

import sys
import traceback

UNUSABLE, INTERRUPTED = 2, 130
OUR_CRASH = 4  # as an INVALID run: Python's own status 1 would read as DOES NOT CONFORM


def main() -> None:
    """Run the command line; always ends in SystemExit."""
    from conformance.errors import UnusableInputError  # noqa: PLC0415 - a broken import is our crash too

    try:
        from conformance.cli.guess import guessed  # noqa: PLC0415 - as above

        with guessed(sys.argv[1:]) as standby:
            from conformance.cli.app import app  # noqa: PLC0415 - as above

            app(obj=standby)
    except UnusableInputError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(UNUSABLE)
    except SystemExit as end:  # the command line library turns an interruption into this status
        if end.code == INTERRUPTED:
            sys.stderr.write("stopped; no results were written\n")
        raise
    except Exception:  # noqa: BLE001 - the last line of defence: our crash must not exit with a verdict's status
        traceback.print_exc()
        sys.stderr.write("error: a defect of this tool, no verdict of the device\n")
        sys.exit(OUR_CRASH)
