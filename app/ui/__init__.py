"""The web page: Gradio components in the `*_tab` modules and page.py, pure rendering in the others."""

from app.ui.gradio_stubs import leave_out

# Here, because Gradio may be imported by any of the modules, and this has to come before.
leave_out()
