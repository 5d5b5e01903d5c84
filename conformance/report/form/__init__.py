"""The report after ISO/IEC 17025:2017, 7.8: one content, as HTML and as PDF."""
