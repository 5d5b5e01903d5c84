"""Submission folder -> recordings, statement and attestations; the only opener of submissions."""

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission, single_recording

__all__ = ["changed_since", "open_submission", "single_recording"]
