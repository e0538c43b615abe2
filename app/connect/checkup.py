"""The test of a model: a line for each check, which passed, passed with a warning, or failed with what to do.

The results go into the model's profile. Apart from the model's own time, the test takes at most ten seconds.
"""

import difflib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from app.connect import trials
from app.connect.checkup_line import CheckupLine, State, window_line
from app.connect.endpoints import DEFAULT_WINDOW, endpoint_of
from app.connect.presets import preset_of
from app.connect.servers import KeyRefusedError, ListedModel, NoListError, Server
from app.connect.trials import TrialReply, asked
from app.llm.endpoint import OPENAI_URL, Endpoint, Message
from app.llm.model_profile import ModelProfiles
from app.settings import Settings, model_setting_names
from index.endpoints.endpoint_address import right_address
from index.endpoints.endpoint_errors import ContextOverflowError, EndpointError
from index.text.counting import counted

Findings = tuple["CheckupLine", ...]
Steps = Generator[Findings, None, None]

# Long enough for the replies that are judged; a model that thinks first gets more.
_REPLY, _THINKING_REPLY = 90, 1500
# How many seconds the long prompt may take to read; the test says if it was left out.
_READING = 35
_SHORT_TRY, _UNKNOWN_SPEED = 1000, 60.0
# A typical prompt: the rules and eight abstracts.
_TYPICAL = 3000
_SLOW = 60


class _FailedError(Exception):
    """The test cannot go on."""


def check_up(settings: Settings, profiles: ModelProfiles) -> Iterator[Findings]:
    """Test the model that the settings choose; yield all findings so far, the last one as it stands.

    What is found is kept in `profiles`. Stopping the iteration ends the call that is running.
    """
    test = _Checkup(settings, profiles)
    try:
        yield from test.run()
    except _FailedError:
        yield tuple(test.findings)
    except ContextOverflowError as fault:
        test.fail(fault)
        yield tuple(test.findings)


class _Checkup:
    def __init__(self, settings: Settings, profiles: ModelProfiles) -> None:
        self.findings: list[CheckupLine] = []
        self._settings = replace(settings, base_url=settings.base_url or OPENAI_URL)
        self._profiles = profiles
        self._address = str(self._settings.base_url).rstrip("/")
        self._server = Server(self._address, settings.api_key, settings.headers, model_setting_names())
        self._preset = preset_of(self._address)
        self._facts: dict[str, object] = {}
        # Earlier measurements must not be mixed with these.
        self._measured = ModelProfiles()

    def run(self) -> Steps:
        """Yield the findings as they come."""
        yield self._begin("Reachable", "Connecting")
        listed = self._listed()
        yield tuple(self.findings)
        model = self._choose(listed)
        yield tuple(self.findings)
        endpoint = self._endpoint(model, _REPLY)
        first = yield from self._first_answer(endpoint)
        if first.thinks:
            endpoint = self._endpoint(model, _THINKING_REPLY)
            first = yield from self._first_answer(endpoint)
        yield from self._habits(endpoint, first)
        yield from self._window(endpoint, model)
        self._keep(endpoint)
        yield tuple(self.findings)

    # The server

    def _listed(self) -> tuple[ListedModel, ...] | None:
        """Return the models that the server lists; None if it has no list."""
        try:
            listed = self._server.models()
        except KeyRefusedError as fault:
            self._end("passed", f"A server answers at {self._where}.")
            self._begin("Key", "")
            raise self._failed(fault.message, fault.hint) from fault
        except NoListError:
            self._without_list()
            return None
        except EndpointError as fault:
            right = right_address(self._address, self._settings.model)
            if right != self._address and self._answers_at(right):
                raise self._failed(fault.message, f"The server answers at {right}.", address=right) from fault
            raise self._failed(fault.message, fault.hint) from fault
        self._end("passed", f"A server answers at {self._where}.")
        return listed

    def _without_list(self) -> None:
        right = right_address(self._address, self._settings.model)
        if right != self._address and self._answers_at(right):
            raise self._failed("This address has no model.", f"The server answers at {right}.", address=right)
        self._end("passed", f"A server answers at {self._where}; it has no list of models.")

    def _answers_at(self, address: str) -> bool:
        # The key is sent to no other server.
        if not address.startswith(f"{self._server.root}/"):
            return False
        try:
            replace(self._server, base_url=address).models()
        except KeyRefusedError:
            return True
        except EndpointError:
            return False
        return True

    @property
    def _where(self) -> str:
        return Endpoint(self._address, None, None).address

    def _choose(self, listed: tuple[ListedModel, ...] | None) -> str:
        """Return the model to test: the one that was chosen, else the first that writes answers."""
        self._begin("Model", "")
        chosen = self._settings.model or Endpoint(self._address, None, None).known_model
        chat = [model.name for model in listed or () if model.chat]
        if chosen is None:
            if not chat:
                raise self._failed("No model is chosen, and the server lists none.", "Load one, or type its name.")
            self._end("passed", f"{chat[0]}, the first of {counted(len(chat), 'model')}.")
            return chat[0]
        names = [model.name for model in listed or ()]
        if not names or chosen in names or self._preset.name == "azure":
            self._end("passed", f"{chosen}{' is listed' if chosen in names else ''}.")
        elif f"{chosen}:latest" in names:
            self._end("passed", f"{chosen} is listed as {chosen}:latest.")
        else:
            near = difflib.get_close_matches(chosen, chat, 3, 0.3) or chat[:3]
            fix = f"Choose {', '.join(near)}, or load it." if near else "Load it."
            raise self._failed(f"The server does not list {chosen}.", fix, models=tuple(near))
        return chosen

    # The calls

    def _first_answer(self, endpoint: Endpoint) -> Generator[Findings, None, TrialReply]:
        """Ask the first question: it shows that the model answers, streams, and how fast."""
        question = trials.ANSWERABLE[0][0]
        self.findings = [finding for finding in self.findings if finding.name not in ("Answers", "Speed", "Key")]
        yield self._begin("Answers", "Asking")
        heard = yield from self._ask(endpoint, trials.question_messages(question, endpoint))
        if heard.thinks:
            self._end("warned", "It thinks before it answers.", "Each answer takes as long as its thoughts.")
            return heard
        if not heard.text:
            raise self._failed("It sent an empty answer.", "Look at the server's log.")
        if heard.pieces > 1:
            self._end("passed", "It answers, word by word.")
        else:
            self._end("warned", "Its answer came in one piece.", "A proxy in between may hold answers back.")
        key = "Accepted." if self._settings.api_key else "None is needed."
        self.findings.insert(1, CheckupLine("Key", "passed", key))
        self._speed(endpoint, heard)
        yield tuple(self.findings)
        return heard

    def _speed(self, endpoint: Endpoint, heard: TrialReply) -> None:
        measured = endpoint.profile
        self._begin("Speed", "")
        reads, writes = measured.prompt_speed, measured.answer_speed
        sentences = [f"First word after {heard.first:.1f} s."]
        sentences += [f"Reads {reads:.0f} tokens a second."] if reads else []
        sentences += [f"Writes {writes:.0f}."] if writes else []
        slow = reads is not None and reads * _SLOW < _TYPICAL
        fix = f"Eight abstracts take {_TYPICAL / reads:.0f} s to read; it gets fewer." if slow and reads else ""
        self._end("warned" if slow else "passed", " ".join(sentences), fix)

    def _habits(self, endpoint: Endpoint, first: TrialReply) -> Steps:
        """Test whether it follows instructions."""
        yield self._begin("Cites", "Asking")
        question = trials.ANSWERABLE[1][0]
        second = yield from self._ask(endpoint, trials.question_messages(question, endpoint))
        heard = ((first, trials.ANSWERABLE[0]), (second, trials.ANSWERABLE[1]))
        known = [trials.answers(reply.text, fact) for reply, (_, fact, _) in heard]
        cited = [
            trials.cites(reply.text, number) for (reply, (_, _, number)), ok in zip(heard, known, strict=True) if ok
        ]
        cites = bool(cited) and all(cited)
        self._facts["cites"] = cites
        good, bad = "It numbers its sources as asked.", "It does not number its sources."
        self._judge(good=good, bad=bad, passed=cites, fix="paperchat finds the source of each sentence itself.")
        yield self._begin("Refuses", "Asking")
        refusal = yield from self._ask(endpoint, trials.question_messages(trials.UNANSWERABLE, endpoint))
        invents = not trials.refuses(refusal.text)
        self._facts["refuses"] = all(known) and not invents
        bad = (
            "It answers what the papers do not say."
            if invents
            else "It says there is no answer where the papers have one."
        )
        good = "It says so when the papers lack the answer."
        fix = "paperchat shows quotes where the papers do not support the answer."
        self._judge(passed=all(known) and not invents, good=good, bad=bad, fix=fix)
        yield self._begin("Examples", "Asking")
        copied = yield from self._ask(endpoint, trials.example_messages())
        copies = trials.copies_example(copied.text)
        self._facts["copies_example"] = copies
        fix = "It gets the short prompt, without an example."
        self._judge(passed=not copies, good="It copies no example.", bad="It copies an example word for word.", fix=fix)
        yield self._begin("Follow-ups", "Asking")
        whole = yield from self._ask(endpoint, trials.follow_up_messages())
        rewrites = trials.rewrites(whole.text)
        self._facts["rewrites"] = rewrites
        good, bad = "It rewrites follow-ups as full questions.", "It does not rewrite follow-ups as full questions."
        self._judge(passed=rewrites, good=good, bad=bad, fix="paperchat uses the words of the chat instead.")
        yield tuple(self.findings)

    def _window(self, endpoint: Endpoint, model: str) -> Steps:
        """Find the size of the context window, and whether the server cuts long prompts without a word."""
        yield self._begin("Context window", "Reading a long prompt")
        reported = self._server.window(model)
        wanted = self._settings.context_window or min(reported or DEFAULT_WINDOW, DEFAULT_WINDOW)
        speed = endpoint.profile.prompt_speed or _UNKNOWN_SPEED
        tried = min(wanted - _REPLY - 200, max(_SHORT_TRY, int(speed * _READING)))
        window, read, cut = reported, 0, False
        for _ in range(3):
            try:
                heard = yield from self._ask(endpoint, trials.long_messages(tried))
            except ContextOverflowError as fault:
                window = fault.window or tried
                tried = (window - _REPLY) * 3 // 4
                continue
            if trials.recalls_word(heard.text):
                read = tried
                break
            # If the server says that the prompt fits, the model forgot the word: the prompt was not cut.
            cut = cut or not (reported and reported >= tried + _REPLY)
            tried //= 2
        self.findings[-1] = window_line(window, read, self._preset.window_fix, cut=cut)
        if cut and read:
            self._facts["context_window"] = read + _REPLY
        elif window:
            self._facts["context_window"] = window
        yield tuple(self.findings)

    def _keep(self, endpoint: Endpoint) -> None:
        # The speed is that of all calls: the server may have had most of the first prompt in its cache.
        measured = endpoint.profile
        for name in ("prompt_speed", "answer_speed"):
            if speed := getattr(measured, name):
                self._facts[name] = speed
        self._profiles.learn(endpoint.address, endpoint.known_model, **self._facts)

    # Lines

    def _ask(self, endpoint: Endpoint, messages: Sequence[Message]) -> Generator[Findings, None, TrialReply]:
        """Ask, and show how long it takes. A fault ends the test."""
        asking = asked(endpoint, messages)
        doing = self.findings[-1].text
        while True:
            try:
                seconds = next(asking)
            except StopIteration as done:
                heard: TrialReply = done.value
                return heard
            except ContextOverflowError:
                raise
            except EndpointError as fault:
                raise self._failed(fault.message, fault.hint) from fault
            self.findings[-1] = replace(self.findings[-1], text=f"{doing}: {seconds:.0f} s")
            yield tuple(self.findings)

    def _endpoint(self, model: str, reply: int) -> Endpoint:
        chosen = replace(self._settings, model=model, max_tokens=reply, temperature=0.0)
        endpoint = endpoint_of(chosen, self._measured)
        assert endpoint is not None  # noqa: S101 - it has a model
        return endpoint

    def _begin(self, name: str, doing: str) -> Findings:
        self.findings.append(CheckupLine(name, "running", doing))
        return tuple(self.findings)

    def _end(self, state: State, text: str, fix: str = "", address: str = "", models: tuple[str, ...] = ()) -> None:
        self.findings[-1] = CheckupLine(self.findings[-1].name, state, text, fix, address, models)

    def _judge(self, *, passed: bool, good: str, bad: str, fix: str) -> None:
        self._end("passed" if passed else "warned", good if passed else bad, "" if passed else fix)

    def fail(self, fault: EndpointError) -> None:
        """End the last line with a fault."""
        self._end("failed", fault.message, fault.hint)

    def _failed(self, text: str, fix: str, address: str = "", models: tuple[str, ...] = ()) -> _FailedError:
        self._end("failed", text, fix, address, models)
        return _FailedError()
