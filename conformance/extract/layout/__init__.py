"""Layouts of containers: what is constant for a model of recorder, without what varies from recording to recording."""
