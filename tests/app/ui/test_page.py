import asyncio

import gradio as gr
import pytest

from app.ui.page import let_queue_rest


@pytest.mark.parametrize("loop", ["start_processing", "start_progress_updates"])
def test_the_queue_of_the_page_rests_between_two_looks_for_work(loop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 5:
            raise TimeoutError

    async def looked() -> None:
        page = gr.Blocks().queue()
        let_queue_rest(page)
        monkeypatch.setattr(asyncio, "sleep", rest)
        with pytest.raises(TimeoutError):
            await getattr(page._queue, loop)()  # noqa: SLF001 - what the page sets, too

    asyncio.run(looked())
    assert min(rests) >= 0.02
