"""The resolution chart in filmed pictures: its codes, its squares, and the edges cut out of them."""
