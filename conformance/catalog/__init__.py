"""From `requirements_catalog.yaml` to a `Catalog`: the schema, what is refused, and how profiles resolve."""

from conformance.catalog.load import load_catalog, parse_catalog
from conformance.catalog.schema import catalog_schema

__all__ = ["catalog_schema", "load_catalog", "parse_catalog"]
