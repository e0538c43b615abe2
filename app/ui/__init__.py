"""The web page: Gradio components in page.py, rail.py and the `*_tab` modules, pure rendering in the others."""
