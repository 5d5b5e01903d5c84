"""MPEG program streams, read by an own walk that believes no map."""
