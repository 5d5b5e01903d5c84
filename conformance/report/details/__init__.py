"""Pages beside `report.html` that hold the findings of a run which is too large for one page."""
