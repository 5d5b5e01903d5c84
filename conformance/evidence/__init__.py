"""Submission folder -> recordings, statement and attestations; the only opener of submissions."""

from conformance.evidence.digests import changed_since, sha256_of
from conformance.evidence.opening import open_submission, single_recording
from conformance.evidence.submission_file import submission_schema

__all__ = ["changed_since", "open_submission", "sha256_of", "single_recording", "submission_schema"]
