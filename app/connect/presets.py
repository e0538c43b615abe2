"""The servers that people connect: where each is by default, whether it wants a key, and what to know about it."""

from dataclasses import dataclass
from typing import Literal

from index.endpoints.endpoint_address import read_address
from index.wording.said import said


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of server."""

    name: str
    title: str
    address: str = ""
    """Its default address."""
    key: Literal["none", "optional", "required"] = "optional"
    hint: str = ""
    """One line for people who choose it."""
    window_fix: str = "Start its server with a larger context window."
    """How to let it read longer prompts."""


PRESETS = (
    Preset(
        *("ollama", "Ollama", "http://127.0.0.1:11434/v1", "none"),
        said("preset.ollama", "In a terminal: ollama serve starts it, and ollama pull llama3.2 gets a model."),
        "Start Ollama with OLLAMA_CONTEXT_LENGTH=8192.",
    ),
    Preset(
        *("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", "none"),
        said("preset.lmstudio", "Load a model in LM Studio and start its server in the Developer tab."),
        "Load the model in LM Studio with a context length of 8192.",
    ),
    Preset(
        *("llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1", "optional"),
        said("preset.llamacpp", "In a terminal: llama-server -m model.gguf -c 8192."),
        "Start llama-server with -c 8192.",
    ),
    Preset(
        *("vllm", "vLLM", "http://127.0.0.1:8000/v1", "optional"),
        said("preset.vllm", "In a terminal: vllm serve MODEL."),
        "Start vLLM with --max-model-len 8192.",
    ),
    Preset(
        *("localai", "LocalAI", "http://127.0.0.1:8080/v1", "optional"),
        said("preset.localai", "Its model names are those of its configuration files."),
        "Set context_size: 8192 in the model's configuration.",
    ),
    Preset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        "required",
        said("preset.openai", "Questions and abstracts are sent to OpenAI."),
    ),
    Preset(
        *("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "required"),
        said("preset.openrouter", "Questions and abstracts are sent to OpenRouter and the model's provider."),
    ),
    Preset(
        *("azure", "Azure OpenAI", "https://RESOURCE.openai.azure.com", "required"),
        said("preset.azure", "The resource's address; the model is the name of your deployment."),
    ),
    Preset(
        "other",
        said("preset.other_server", "Other server"),
        "",
        "optional",
        said("preset.other", "Any server with an OpenAI-compatible interface."),
    ),
)
PORTS = (11434, 1234, 8080, 8000, 1337, 5000, 5001, 4891)
"""Where local servers listen by default: those above, Jan, text-generation-webui, KoboldCpp, GPT4All."""


def preset_named(name: str) -> Preset:
    """Return the preset with this name; the last one if there is none."""
    return next((preset for preset in PRESETS if preset.name == name), PRESETS[-1])


def preset_of(address: str | None) -> Preset:
    """Return the preset that an address looks like.

    >>> preset_of("http://localhost:11434/v1").name, preset_of("https://lab.openai.azure.com/openai/v1").name
    ('ollama', 'azure')
    >>> preset_of("http://gpu:9000/v1").name, preset_of(None).name
    ('other', 'openai')
    """
    if address is None:
        return preset_named("openai")
    try:
        server = read_address(address)
        for preset in PRESETS[:-2]:
            there = read_address(preset.address)
            same_host = server.host == there.host or (server.is_loopback and there.is_loopback)
            if same_host and server.port == there.port:
                return preset
    except ValueError:
        return PRESETS[-1]
    return preset_named("azure") if server.azure else PRESETS[-1]
