"""Forms of WTForms: they hold what was typed and give it on; what is right or wrong the domain says."""
