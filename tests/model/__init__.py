"""The whole way against a real server with real weights: llama.cpp and SmolLM2-135M-Instruct."""
