"""Options of the whole suite."""

import pytest

OPTIONAL = "optional:"
"""A skip whose reason begins so needs material that the project may not carry; it never fails."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed run")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not session.config.getoption("--no-skips") or reporter is None or exitstatus:
        return
    unwelcome = [report for report in reporter.stats.get("skipped", []) if not _optional(report)]
    if unwelcome:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _optional(report: pytest.TestReport) -> bool:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return OPTIONAL in reason
