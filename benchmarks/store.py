"""Sheets against one row a finding: size on disk and CPU time, for the same invented judgements.

    python benchmarks/store.py --runs 20

226 communes, 43 criteria, one judgement a run. From run to run every time seen and every page
hash changes, and with them 2 % of the findings (`--changing`). Trust ratios, not seconds.
"""

import argparse
import gc
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from auditor.contract import Commune, CommuneKind, Finding, Item, Outcome, Party, Stage, Verdict
from auditor.results import Score, load_results
from auditor.store import JudgementRecord, RunRecord, Store
from auditor.store.codec import to_json, to_plain

COMMUNES = tuple(
    Commune(code=f"{n:05}", name=f"Xã Mẫu {n:02}", kind=CommuneKind.XA, province_code="00")
    for n in range(1, 227)
)
CRITERIA = 43
START = datetime(2026, 1, 5, 1, tzinfo=UTC)
SCORE = Score(value=71.4, low=60.2, high=88.0, coverage=0.83, rating="fair")
VERDICTS = (Verdict.PASS, Verdict.PASS, Verdict.WARN, Verdict.FAIL)
SHA = "0" * 64

Findings = dict[str, tuple[Finding, ...]]


def main() -> None:
    """Fill both stores, read both back, print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--changing", type=float, default=0.02)
    given = options.parse_args()
    judged = list(_weeks(given.runs, given.changing))
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            ("sheets", *_sheets(Path(folder), judged)),
            ("one row a finding", *_rows(Path(folder), judged)),
        ]
    table = Table("way", "MB", "kB a run", "write, CPU ms a run", "read one run, CPU ms")
    for name, size, write, read in lines:
        kilobytes = size / 1000 / given.runs
        table.add_row(name, f"{size / 1e6:.1f}", f"{kilobytes:.0f}", f"{write:.0f}", f"{read:.0f}")
    console = Console()
    console.print(f"{len(COMMUNES)} communes x {CRITERIA} findings x {given.runs} runs")
    console.print(table)
    ratio = lines[1][1] / lines[0][1]
    console.print(f"size: 1 to {ratio:.1f}")


def _weeks(runs: int, changing: float) -> Iterator[Findings]:
    dice = random.Random(7)
    pages = {c.code: tuple(_finding(dice, n) for n in range(CRITERIA)) for c in COMMUNES}
    for week in range(runs):
        at = START + timedelta(weeks=week)
        if week:
            pages = {
                code: tuple(
                    _finding(dice, n) if dice.random() < changing else finding
                    for n, finding in enumerate(found)
                )
                for code, found in pages.items()
            }
        yield {code: _seen(dice, found, at) for code, found in pages.items()}


def _finding(dice: random.Random, number: int) -> Finding:
    item = Item(
        target=f"/trang-{dice.randrange(12)}",
        verdict=Verdict.FAIL,
        text="sample.not_there",
        url=f"http://127.0.0.1/trang-{dice.randrange(12)}",
        quote=f"Nội dung đang cập nhật {dice.randrange(1000)}",
        evidence=(SHA,),
        seen_at=START,
    )
    outcome = Outcome(
        verdict=dice.choice(VERDICTS),
        text=f"sample.{number}",
        values={"count": dice.randrange(100), "share": dice.randrange(100) / 100},
        party=Party.COMMUNE,
        items=(item,) * dice.choice((0, 0, 1, 3)),
        evidence=(SHA,),
        seen_at=START,
    )
    return Finding(criterion=f"CRI-{number:02}", check=f"family.check_{number}", outcome=outcome)


def _seen(dice: random.Random, found: tuple[Finding, ...], at: datetime) -> tuple[Finding, ...]:
    """One walk of 13 pages; a criterion is read from the same page every week."""
    walk = [
        (at + timedelta(seconds=second), f"{dice.getrandbits(256):064x}") for second in range(13)
    ]
    return tuple(_cite(finding, *walk[n % len(walk)]) for n, finding in enumerate(found))


def _cite(finding: Finding, at: datetime, sha256: str) -> Finding:
    items = tuple(replace(i, seen_at=at, evidence=(sha256,)) for i in finding.outcome.items)
    outcome = replace(finding.outcome, seen_at=at, evidence=(sha256,), items=items)
    return replace(finding, outcome=outcome)


def _sheets(folder: Path, judged: list[Findings]) -> tuple[int, float, float]:
    file = folder / "sheets.db"
    with Store.open(f"sqlite:///{file}", folder / "evidence") as store:
        write = _cpu_ms(lambda: _save(store, judged)) / len(judged)
        read = _cpu_ms(lambda: load_results(store))
        loaded = {commune.code: commune.findings for commune in load_results(store).communes}
        if loaded != judged[-1]:
            raise SystemExit("what was loaded is not what was saved")
    return file.stat().st_size, write, read


def _save(store: Store, judged: list[Findings]) -> None:
    for week, findings in enumerate(judged):
        at = START + timedelta(weeks=week)
        store.begin_run(_run(week, at))
        store.save_judgement(
            _judgement(week, at),
            findings=findings,
            scores=dict.fromkeys(findings, SCORE),
            ranks=dict.fromkeys(findings, 1),
            causes=(),
            criteria=(),
        )


def _run(week: int, at: datetime) -> RunRecord:
    return RunRecord(
        id=f"run-{week}",
        tool_version="0",
        profile="full",
        policy_version="0",
        inventory_sha256=SHA,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        started_at=at,
        province_code="00",
        province_name="Tỉnh Mẫu",
        invented=True,
        communes=COMMUNES,
    )


def _judgement(week: int, at: datetime) -> JudgementRecord:
    return JudgementRecord(
        id=f"judgement-{week}",
        run_id=f"run-{week}",
        judged_at=at,
        stage=Stage.DRAFT,
        tool_version="0",
        policy_version="0",
        profile="full",
        policy={},
    )


def _rows(folder: Path, judged: list[Findings]) -> tuple[int, float, float]:
    file = folder / "rows.db"
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute(
        "CREATE TABLE finding (judgement TEXT, commune TEXT, criterion TEXT, verdict TEXT,"
        " body BLOB, PRIMARY KEY (judgement, commune, criterion))"
    )
    write = _cpu_ms(lambda: _save_rows(raw, judged)) / len(judged)
    read = _cpu_ms(lambda: _read_rows(raw, f"judgement-{len(judged) - 1}"))
    raw.close()
    return file.stat().st_size, write, read


def _save_rows(raw: sqlite3.Connection, judged: list[Findings]) -> None:
    for week, findings in enumerate(judged):
        with raw:
            raw.executemany(
                "INSERT INTO finding VALUES (?, ?, ?, ?, ?)",
                (
                    (f"judgement-{week}", code, f.criterion, f.outcome.verdict, _body(f))
                    for code, found in findings.items()
                    for f in found
                ),
            )


def _body(finding: Finding) -> bytes:
    return to_json(to_plain(Finding, finding))


def _read_rows(raw: sqlite3.Connection, judgement: str) -> None:
    from auditor.store.codec import from_json, from_plain

    query = "SELECT body FROM finding WHERE judgement = ? ORDER BY commune, criterion"
    for (body,) in raw.execute(query, (judgement,)):
        from_plain(Finding, from_json(body))


def _cpu_ms(work: Callable[[], object]) -> float:
    gc.collect()
    gc.freeze()  # else the collector walks the judgements that the benchmark itself keeps
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


if __name__ == "__main__":
    main()
