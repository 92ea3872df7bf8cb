"""Is what is kept about a run still what we sealed? Nothing false is signed anew by our own key."""

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


def proved(config: "Config", store: "Store", run_id: str) -> bool:
    """Say whether a run and its judgements are proved by our key; exit 3 where they changed.

    What was never sealed, or by a key that is lost, is not proved and is told.
    """
    key = SigningKey(config.signing_key)
    verified = store.verify(run_id, () if key.absent else (key.signer.public_key,))
    keys = [one for one in verified.troubles if one.key.startswith("key_")]
    unsealed = [one for one in verified.troubles if one.key in UNSEALED]
    changed = [one for one in verified.troubles if one not in (*keys, *unsealed)]
    if changed:
        _tell(changed)
        echo(say("verify.report_refused", id=run_id), err=True)
        raise click.exceptions.Exit(Exit.FAILED)
    strange = set(store.sealing_keys(run_id)) - set(verified.believed)
    unproved = [*verified.unproved, *unsealed, *(keys if strange else ())]
    if unproved:
        _tell(unproved)
        echo(say("verify.report_not_signed", id=run_id), err=True)
    return not unproved and not strange


def _tell(troubles: "list[Trouble]") -> None:
    for one in troubles[:MOST]:
        echo(str(one), err=True)
    if len(troubles) > MOST:
        echo(say("verify.more", count=len(troubles) - MOST), err=True)
