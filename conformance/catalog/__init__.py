"""From `requirements_catalog.yaml` to a `Catalog`: the schema, what is refused, profiles, and overlays laid over it."""

from conformance.catalog.load import load_catalog, parse_catalog
from conformance.catalog.overlay import lay, load_overlays
from conformance.catalog.overlay_schema import overlay_schema
from conformance.catalog.parameters import parametrized
from conformance.catalog.schema import catalog_schema

__all__ = ["catalog_schema", "lay", "load_catalog", "load_overlays", "overlay_schema", "parametrized", "parse_catalog"]
