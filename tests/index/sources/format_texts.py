"""Texts in formats that are no saved pages."""

ABSTRACT = (
    "We study how gulls read and present Gull Eye, a model that predicts which page a gull looks at. On 12 beaches"
    " it is 4.2 points more accurate than previous methods. It needs no bread, and it runs on a phone. The code is at"
    " https://example.org/gull"
)

TITLES = ("Gull Eye: Reading Over a Gull's Shoulder", "Do Gulls Read? A Study of 12 Beaches", "Bread [and Butter]")
