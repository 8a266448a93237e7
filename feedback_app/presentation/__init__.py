"""From numbers and codes to what people see: words, formats, colours, symbols, drawings."""
