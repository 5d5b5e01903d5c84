"""Strict YAML at the border: no silent conversions, every problem with file, line, column and what to write instead."""

from conformance.strictyaml.reader import load, review
from conformance.strictyaml.spelling import shown, suggestion
from conformance.strictyaml.text import read_document
from conformance.strictyaml.tree import Node, Place, Review, Tree
from conformance.strictyaml.validation import StrictModel, check, sound, validate

__all__ = [
    "Node",
    "Place",
    "Review",
    "StrictModel",
    "Tree",
    "check",
    "load",
    "read_document",
    "review",
    "shown",
    "sound",
    "suggestion",
    "validate",
]
