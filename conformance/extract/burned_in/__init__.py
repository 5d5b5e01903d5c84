"""The clock that a recorder burns into its pictures: found by its ticks, its digits known by their order, read."""
