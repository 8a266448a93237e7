"""From results to documents that are printed, archived and exported."""
