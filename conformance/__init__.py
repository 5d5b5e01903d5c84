"""Conformance tests for law-enforcement recorders: clause = measurand, relation, limit."""

__version__ = "0.1.0"
