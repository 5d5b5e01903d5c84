"""The image files that a storage is kept in, and the bytes that they give."""
