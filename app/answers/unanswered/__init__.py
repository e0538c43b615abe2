"""What the papers found lack: the language of the question, or the detail that it asks for."""
