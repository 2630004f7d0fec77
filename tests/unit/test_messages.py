"""The sentences of the provider have one home; messages.txt, generated from it, is what a reviewer reads."""

import inspect
import re
from collections import Counter
from pathlib import Path

import ontap_peering
from ontap_peering import messages

CODE = {str(path): path.read_text(encoding="utf-8") for path in Path(ontap_peering.__file__).parent.rglob("*.py")}


def test_every_sentence_is_used() -> None:
    names = [name for name, _ in inspect.getmembers(messages, inspect.isfunction)]
    assert [name for name in names if not any(re.search(rf"messages\.{name}\b", text) for text in CODE.values())] == []


def test_no_two_sentences_have_one_name() -> None:
    texts = [file.read_text(encoding="utf-8") for file in Path(messages.__file__).parent.glob("*.py")]
    names = [name for text in texts for name in re.findall(r"^def ([a-z]\w*)", text, re.MULTILINE)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_an_error_is_raised_with_a_sentence_of_that_home_only() -> None:
    own_words = re.compile(r"""raise \w*Error\(\s*f?["']""")
    assert [name for name, text in CODE.items() if own_words.search(text)] == []
