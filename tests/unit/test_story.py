"""What of an example's output is compared with its README, and what is not."""

import pytest
from story import Step, agrees, lasting, rewritten, told

README = """\
# A title

```console
$ echo one; echo two
one
two
$ true
```

Some words.

```python
$ no_command
```

```console
$ echo one; echo two
1
```
"""
PRINTED = """\
Updating (dev):

 +  pulumi:pulumi:Stack pair-dev creating (0s)
@ updating....
 +  pulumi-python:dynamic/ontap:ClusterPeering a--b creating (0s)
 +  pulumi-python:dynamic/ontap:ClusterPeering a--b created (1s)
 ~  pulumi-python:dynamic/ontap:ClusterPeering a--c updated (0.47s) [diff: ~rotation]
    pulumi-python:dynamic/ontap:ClusterPeering b--c
    pulumi-python:dynamic/ontap:ClusterPeering b--d  what the diagnostics say, too
 +  pulumi:pulumi:Stack pair-dev created (3s)
Outputs:
    sync: "in_sync"

Duration: 4s
"""


def test_the_commands_of_console_blocks_are_told_in_order_with_the_lines_below_each() -> None:
    assert told(README) == [
        Step("echo one; echo two", ("one", "two")),
        Step("true", ()),
        Step("echo one; echo two", ("1",)),
    ]


def test_only_steps_that_print_something_else_are_rewritten_each_in_its_place() -> None:
    printed = [(step, ("one", "two")) for step in told(README)]
    assert rewritten(README, printed) == README.replace("$ true\n", "$ true\none\ntwo\n").replace(
        "\n1\n", "\none\ntwo\n"
    )


def test_progress_durations_and_blank_lines_do_not_last() -> None:
    assert lasting(PRINTED) == [
        "Updating (dev):",
        " +  pulumi-python:dynamic/ontap:ClusterPeering a--b created",
        " ~  pulumi-python:dynamic/ontap:ClusterPeering a--c updated [diff: ~rotation]",
        " +  pulumi:pulumi:Stack pair-dev created",
        "Outputs:",
        '    sync: "in_sync"',
    ]


def test_a_resource_that_is_told_of_twice_lasts_once() -> None:
    line = " +  pulumi:pulumi:Stack pair-dev create"
    assert lasting(f"{line}\nOutputs:\n{line}\n") == ["Outputs:", line]


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["a"], ["a"]),
        (["a", "...", "d"], ["a", "b", "c", "d"]),
        (["...", "d"], ["a", "d"]),
        (["a", "..."], ["a", "b"]),
        (["uuid 11111111-2222-3333-4444-555555555555"], ["uuid aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"]),
        (["until 2026-11-28T20:00:00Z"], ["until 2027-01-02T03:04:05+00:00"]),
        (["127.0.0.1:4711"], ["127.0.0.1:4712"]),
        ([" +  a:b:C one created", " +  a:b:C two created"], [" +  a:b:C two created", " +  a:b:C one created"]),
    ],
)
def test_what_differs_from_run_to_run_agrees(shown: list[str], printed: list[str]) -> None:
    assert agrees(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["a"], ["b"]),
        (["a"], ["a", "b"]),
        (["a", "b"], ["b", "a"]),
        (["a", "..."], ["a"]),
        (["a.c"], ["abc"]),
        ([], ["a"]),
        ([" +  a:b:C one created"], [" ~  a:b:C one updated"]),
        (
            [" +  a:b:C one created", "x", " +  a:b:C two created"],
            [" +  a:b:C two created", "x", " +  a:b:C one created"],
        ),
    ],
)
def test_what_a_reader_would_notice_does_not_agree(shown: list[str], printed: list[str]) -> None:
    assert not agrees(shown, printed)
