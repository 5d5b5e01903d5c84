"""Spatial frequency response of a slanted edge after ISO 12233:2023."""
