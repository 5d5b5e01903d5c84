"""The templates of the laboratory's pages: every value escaped, every name defined."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def pages() -> Environment:
    """A new environment, for a page to add its own words to."""
    return Environment(
        loader=PackageLoader("conformance.lab", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
