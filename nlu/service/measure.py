"""How good the pipeline is on authors it has not read, and how that grows with the data.

Run by `turnero nlu cross-validate`, with this folder and the project as PYTHONPATH. Each file of
data/ that holds messages has one author; each is left out in turn, and what the others taught is
measured on it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from components.entity_extractor import ChatEntityExtractor, lookups_in, spans_in
from components.intent_classifier import ChatIntentClassifier, family_phrases
from components.intent_features import Families, blocks_of
from components.intent_model import IntentModel
from components.out_of_fold import KnownWords, MarkedMessage, spans_as_met
from components.span_tagger import SpanTagger, TaggerSettings
from components.spanish_chat import tokens_of
from rasa.shared.data import is_nlu_file
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.messages.understanding import Entity, IntentGuess, Understanding
from nlu.evaluation import Evaluation, evaluate
from nlu.examples import Example, Span, read_examples
from nlu.learning_curve import CurvePoint

_SERVICE = Path(__file__).parent
_HELD_OUT = _SERVICE.parents[1] / "tests" / "nlu"
_EXTRACTOR = ChatEntityExtractor.get_default_config()
_CLASSIFIER = ChatIntentClassifier.get_default_config()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before any message is read: words by entity, and families of words."""

    lookups: KnownWords
    families: Families


class Pipeline:
    """Tagger and classifier taught by examples, as Rasa teaches them."""

    def __init__(self, learnt: Sequence[Example], knowledge: Knowledge) -> None:
        marked = [_marked(example) for example in learnt]
        self._families = knowledge.families
        with tempfile.TemporaryDirectory() as folder:
            self._tagger = SpanTagger.train(
                [(message.tokens, message.spans) for message in marked],
                lookups=knowledge.lookups,
                settings=TaggerSettings(**_EXTRACTOR),
                folder=Path(folder),
            )
        met = spans_as_met(
            marked, lookups=knowledge.lookups, settings=TaggerSettings(**_CLASSIFIER["tagger"])
        )
        blocks = [
            blocks_of(message.tokens, spans, self._families)
            for message, spans in zip(marked, met, strict=True)
        ]
        intents = [example.intent for example in learnt]
        self._model = IntentModel.train(blocks, intents, c=_CLASSIFIER["c"])

    def understand(self, text: str) -> Understanding:
        """Return what a message means."""
        tokens = list(tokens_of(text))
        spans = self._tagger.spans(text, tokens)
        ranking = self._model.ranking(
            blocks_of(tokens, spans, self._families), temperature=_CLASSIFIER["temperature"]
        )
        entities = (
            Entity(one.kind, text[one.start : one.end], one.start, one.end) for one in spans
        )
        best = tuple(IntentGuess(intent, confidence) for intent, confidence in ranking[:3])
        return Understanding(best[0].intent, best[0].confidence, tuple(entities), best, 0, "")


def main() -> None:
    """Print the figures by author left out; with --curve write how they grow with the data."""
    options = argparse.ArgumentParser()
    options.add_argument("--curve", type=Path)
    curve_file: Path | None = options.parse_args().curve
    knowledge, authors = _read()
    _say(
        f"{'measured on':<20}{'learnt':>8}{'accuracy':>10}{'core':>8}{'macro F1':>10}"
        f"{'entities':>10}{'time':>7}{'ECE':>7}"
    )
    with ProcessPoolExecutor(os.cpu_count()) as cores:
        measured = [cores.submit(_left_out, name, authors, knowledge) for name in authors]
        for name, figures in zip(authors, measured, strict=True):
            _report(name, *figures.result())
    if curve_file is not None:
        points = _curve(authors, knowledge)
        rows = [asdict(point) for point in points]
        curve_file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _left_out(
    name: str, authors: Mapping[str, Sequence[Example]], knowledge: Knowledge
) -> tuple[int, Evaluation]:
    """Return how many messages the other authors wrote, and how good they make us at this one."""
    learnt = [one for other, those in authors.items() if other != name for one in those]
    return len(learnt), evaluate(authors[name], Pipeline(learnt, knowledge).understand)


def _curve(authors: Mapping[str, Sequence[Example]], knowledge: Knowledge) -> list[CurvePoint]:
    """Return the accuracy on the held-out messages, learnt from one author, from two, and so on."""
    points: list[CurvePoint] = []
    learnt: list[Example] = []
    for messages in authors.values():
        learnt.extend(messages)
        pipeline = Pipeline(learnt, knowledge)
        for path in sorted(_HELD_OUT.glob("*.jsonl")):
            figures = evaluate(read_examples(path), pipeline.understand)
            _report(path.stem, len(learnt), figures)
            points.append(CurvePoint(path.stem, len(learnt), figures.accuracy))
    return points


def _report(name: str, learnt: int, figures: Evaluation) -> None:
    _say(
        f"{name:<20.20}{learnt:>8}{figures.accuracy:>10.1%}{figures.accuracy_core:>8.1%}"
        f"{figures.macro_f1:>10.3f}{figures.entities['all'].f1:>10.3f}"
        f"{figures.entities['time'].f1:>7.3f}{figures.calibration_error:>7.3f}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _read() -> tuple[Knowledge, dict[str, list[Example]]]:
    """Return what is known beforehand, and the messages of each author by the name of the file."""
    files = [path for path in sorted((_SERVICE / "data").glob("*.yml")) if is_nlu_file(str(path))]
    data = {path.stem: load_data(str(path)) for path in files}
    everything = TrainingData().merge(*data.values())
    knowledge = Knowledge(lookups_in(everything), Families.of(family_phrases(everything)))
    authors: dict[str, list[Example]] = {}
    for author, messages in data.items():
        examples = [
            Example(
                message.get(TEXT),
                message.get(INTENT),
                tuple(Span(one.kind, one.start, one.end) for one in spans_in(message)),
            )
            for message in messages.intent_examples
        ]
        if examples:
            authors[author] = examples
    return knowledge, authors


def _marked(example: Example) -> MarkedMessage:
    return MarkedMessage(example.text, list(tokens_of(example.text)), example.spans)


if __name__ == "__main__":
    main()
