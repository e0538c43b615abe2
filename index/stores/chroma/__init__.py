"""Where the vectors lie: Chroma in files of this machine, or a Chroma server. The door to chromadb is in here."""
