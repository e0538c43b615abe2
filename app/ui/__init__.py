"""The web page: Gradio components in the `*_tab` modules and page.py, pure rendering in the others."""
