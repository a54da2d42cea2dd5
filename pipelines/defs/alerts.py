"""Alerts: a message when a run fails or a check does, to a webhook or by mail. Off until the environment names one.

BILATERAL_ALERT_WEBHOOK   address that takes a POST of {"text": …}, as chat services do
BILATERAL_ALERT_MAIL      recipient; with BILATERAL_SMTP_HOST (host:port, else localhost:25), and where the server asks
                          for it BILATERAL_SMTP_USER and BILATERAL_SMTP_PASSWORD
"""

import json
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Iterable
from email.message import EmailMessage
from typing import Any

import dagster as dg
from dagster import DagsterEventType, DagsterInstance

from pipelines.stores.snapshots import redact

MANUAL = "docs/operations.md, “What to do about an alert”"
SHOWN = 1_500
"""Characters of a cause that an alert carries."""


def enabled() -> bool:
    return bool(os.environ.get("BILATERAL_ALERT_WEBHOOK") or os.environ.get("BILATERAL_ALERT_MAIL"))


def send(subject: str, text: str) -> None:
    """Send to whatever the environment names; nothing otherwise."""
    if webhook := os.environ.get("BILATERAL_ALERT_WEBHOOK"):
        if not webhook.startswith(("https://", "http://")):
            raise ValueError("BILATERAL_ALERT_WEBHOOK: expected an address that begins with https://")
        request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            webhook, json.dumps({"text": f"{subject}\n{text}"}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20):  # noqa: S310
            pass
    if recipient := os.environ.get("BILATERAL_ALERT_MAIL"):
        _mail(recipient, subject, text)


def _mail(recipient: str, subject: str, text: str) -> None:
    message = EmailMessage()
    user = os.environ.get("BILATERAL_SMTP_USER")
    message["From"] = user if user and "@" in user else recipient
    message["To"], message["Subject"] = recipient, subject
    message.set_content(text)
    host, _, port = os.environ.get("BILATERAL_SMTP_HOST", "localhost:25").partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=20) as server:
        if user:
            # without a context the password would go to whoever answers
            server.starttls(context=ssl.create_default_context())
            server.login(user, os.environ["BILATERAL_SMTP_PASSWORD"])
        server.send_message(message)


def failure_text(run: dg.DagsterRun, cause: str) -> str:
    return (
        f"Run {run.run_id} of {run.job_name} failed.\n{_cut(redact(cause))}\nWhat was published before stays. {MANUAL}"
    )


def failed_checks(instance: DagsterInstance, run_id: str) -> list[str]:
    """Asset, check and what was found, of each check of a run that did not pass; but not what was told before.

    A check that stays as it was would otherwise be told every night until nobody reads alerts any more.
    """
    found = []
    for entry in instance.all_logs(run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION):
        event = entry.dagster_event
        evaluation = event.asset_check_evaluation_data if event else None
        if evaluation and not evaluation.passed:
            finding = _finding(evaluation)
            before = _evaluation_before(instance, evaluation.asset_check_key, run_id)
            if before is None or before.passed or _finding(before) != finding:
                found.append(finding)
    return found


def _finding(evaluation: dg.AssetCheckEvaluation) -> str:
    facts: Any = {name: value.value for name, value in evaluation.metadata.items()}
    detail = facts.get("error") or facts.get("why") or f"{facts.get('rows', '?')} rows"
    return (
        f"{evaluation.severity.value} {evaluation.asset_key.to_user_string()}: {evaluation.check_name}: "
        f"{_cut(redact(str(detail)))}"
    )


def _evaluation_before(
    instance: DagsterInstance, check: dg.AssetCheckKey, run_id: str
) -> dg.AssetCheckEvaluation | None:
    """What the check had found in the run before this one."""
    history = instance.event_log_storage.get_asset_check_execution_history(check, limit=50)
    runs = [record.run_id for record in history]
    earlier = history[runs.index(run_id) :] if run_id in runs else []
    return next((r.evaluation for r in earlier if r.run_id != run_id and r.evaluation), None)


def checks_text(run: dg.DagsterRun, failed: Iterable[str]) -> str:
    return "\n".join([f"Run {run.run_id} of {run.job_name} ended; these checks did not pass:", *failed, MANUAL])


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + " …"


def sensors() -> list[dg.SensorDefinition]:
    status = dg.DefaultSensorStatus.RUNNING if enabled() else dg.DefaultSensorStatus.STOPPED

    @dg.run_failure_sensor(
        name="alert_on_failure",
        description="A message about each run that fails. Off unless BILATERAL_ALERT_WEBHOOK or _MAIL is set.",
        default_status=status,
        minimum_interval_seconds=30,
    )
    def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
        steps = [event.step_failure_data for event in context.get_step_failure_events()]
        causes = [_cause(step) for step in steps] or [context.failure_event.message or "no reason given"]
        run = context.dagster_run
        send(f"bilateral: {run.job_name} failed", failure_text(run, "\n".join(causes)))

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="alert_on_checks",
        description="A message about each run in which a check did not pass that had passed or found something else"
        " before. Off unless BILATERAL_ALERT_WEBHOOK or _MAIL is set.",
        default_status=status,
        minimum_interval_seconds=30,
    )
    def alert_on_checks(context: dg.RunStatusSensorContext) -> None:
        failed = failed_checks(context.instance, context.dagster_run.run_id)
        if failed:
            run = context.dagster_run
            send(f"bilateral: {len(failed)} checks of {run.job_name} did not pass", checks_text(run, failed))

    return [alert_on_failure, alert_on_checks]


def _cause(step: Any) -> str:
    if step.user_failure_data and step.user_failure_data.description:
        return str(step.user_failure_data.description)
    error = step.error
    while error and error.cause:
        error = error.cause
    return error.message.strip() if error else "no reason given"
