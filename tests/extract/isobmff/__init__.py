"""Tests of the box reader."""
