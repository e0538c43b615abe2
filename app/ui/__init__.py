"""The web page: Gradio components in page.py, rail.py and the `*_tab` modules, pure rendering in the others."""

from app.ui.gradio_stubs import skip_stubs

# Here, because it must run before any of the modules imports Gradio.
skip_stubs()
