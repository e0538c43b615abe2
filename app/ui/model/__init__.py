"""The model pill and its panel."""
