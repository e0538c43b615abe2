"""Sources and what they list: their names, and the papers that they no longer list."""
