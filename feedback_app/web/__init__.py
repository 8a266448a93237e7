"""The pages and the API: one blueprint per audience."""
