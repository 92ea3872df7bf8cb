"""Is what is kept about a run still what we sealed? Nothing false is signed anew by our own key."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from auditor.cli.exits import Exit
from auditor.cli.plain import echo
from auditor.signing import SigningKey
from auditor.words import say

if TYPE_CHECKING:
    from auditor.config import Config
    from auditor.store import Store
    from auditor.store.troubles import Trouble

UNSEALED = ("run_unsealed", "judgement_unsealed")
"""Troubles of what nobody of ours ever sealed: it can be read, and is not signed."""
MOST = 20
"""Sentences of one kind; the others are counted."""


def proved(config: "Config", store: "Store", run_id: str) -> bool:
    """Say whether a run and its judgements are proved by our key; exit 3 where they changed.

    What was never sealed, or by a key that is lost, is not proved and is told.
    """
    key = SigningKey(config.signing_key)
    verified = store.sealing().verify(run_id, () if key.absent else (key.signer.public_key,))
    keys = [one for one in verified.troubles if one.key.startswith("key_")]
    unsealed = [one for one in verified.troubles if one.key in UNSEALED]
    changed = [one for one in verified.troubles if one not in (*keys, *unsealed)]
    if changed:
        _tell(changed)
        echo(say("verify.report_refused", id=run_id), err=True)
        raise click.exceptions.Exit(Exit.FAILED)
    strange = set(store.sealing().keys_of(run_id)) - set(verified.believed)
    unproved = [*verified.unproved, *unsealed, *(keys if strange else ())]
    if unproved:
        _tell(unproved)
        echo(say("verify.report_not_signed", id=run_id), err=True)
    return not unproved and not strange


def few(troubles: "Sequence[Trouble]") -> list[str]:
    """Return a sentence a trouble, few of each kind: a deleted run has thousands of rows."""
    lines: list[str] = []
    told: Counter[tuple[str, str]] = Counter()
    for one in troubles:
        kind = (one.key, str(one.values.get("table", "")))
        told[kind] += 1
        if told[kind] <= MOST:
            lines.append(str(one))
    more = sum(count - MOST for count in told.values() if count > MOST)
    return [*lines, say("verify.more", count=more)] if more else lines


def _tell(troubles: "Sequence[Trouble]") -> None:
    for line in few(troubles):
        echo(line, err=True)
