"""The command line: what each call prints where, and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from graph import Catalog, load
from graph.cli import main
from graph.shipped import folder

from .conftest import ROOT

Run = Callable[..., Result]
COMMANDS = main.list_commands(click.Context(main))
LISTINGS = {
    "path": ["lambda", "sagemaker"],
    "questions": [],
    "services": [],
    "find": ["invoice"],
    "use-cases": [],
    "integrations": ["s3"],
    "evidence": ["lambda", "sagemaker"],
    "reach": ["transcribe"],
    "impact": ["iot-core"],
    "between": ["s3", "quicksight"],
}


def shell(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A real process, as a user would start it."""
    command = [sys.executable, "-m", "graph", *arguments]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False)


# arguments, exit code, a text of stdout, a text of stderr
CALLS = [
    (["path", "lambda", "sagemaker"], 0, "AWS Lambda invokes Amazon SageMaker AI", ""),
    (["path", "lambda", "sagemaker"], 0, "sagemaker:InvokeEndpoint held by lambda", ""),
    (["path", "greengrass", "edge"], 0, "AWS IoT Greengrass deploys to Edge device", ""),
    (["path", "s3", "edge"], 0, "Amazon S3 → AWS IoT Greengrass → Edge device  (2 hops)", ""),
    (
        ["path", "rest-client", "sagemaker", "--limit", "3"],
        0,
        "REST client → Amazon API Gateway → Amazon SageMaker AI",
        "",
    ),
    (["path", "Redshift ML", "sagemaker"], 0, "sql-statement", "Amazon Redshift ML is a feature of Amazon Redshift."),
    (["path", "panorama", "edge"], 0, "AWS Panorama is retired", ""),
    (["path", "kinesis-video-streams", "rekognition"], 0, "(closed to new customers since 2026-04-30)", ""),
    (
        ["path", "rekognition", "augmented-ai"],
        0,
        "Note: Amazon Augmented AI is closed to new customers since 2026-07",
        "",
    ),
    (["path", "sagemaker", "edge"], 0, "", "A shorter route was passed by"),
    (["path", "sns", "step-functions"], 0, "Amazon SNS → AWS Lambda → AWS Step Functions", "a state machine is none"),
    (["path", "lambda", "lambda"], 0, "AWS Lambda  (0 hops)", ""),
    (["path", "lambda", "recycle-bin"], 0, "by a general rule; no documented integration was found", ""),
    (["path", "lambda", "recycle-bin", "--proven"], 1, "", "No path from AWS Lambda to AWS Recycle Bin."),
    (["path", "lambda", "sagemaker", "--avoid", "sagemaker"], 1, "", "Without --avoid sagemaker there is one"),
    (["path", "edge", "acm", "--max-hops", "1"], 1, "", "Without --max-hops 1 there is one"),
    (["path", "s3", "opensearch", "--limit", "2"], 0, "2. Amazon S3 → ", ""),
    (["path", "s3", "sagemaker", "--via", "lambda"], 0, "Amazon S3 → AWS Lambda → Amazon SageMaker AI", ""),
    (["path", "s3", "step-functions", "--needs"], 0, "started by: AWS Step Functions", ""),
    (["path", "s3", "step-functions", "--policy"], 0, '"Service": "states.amazonaws.com"', ""),
    (["path", "connect", "comprehend", "--format", "mermaid"], 0, "flowchart LR", ""),
    (["path", "connect", "comprehend", "--format", "dot"], 0, '"connect" -> "comprehend"', ""),
    (["path", "connect", "comprehend", "--format", "md"], 0, "| Amazon Connect | Amazon Comprehend |", ""),
    (["path", "lambda", "s3", "--role", "wants"], 2, "", "No role is named 'wants'"),
    (["path", "lambda", "s3", "--avoid", "nowhere"], 2, "", "No service is named 'nowhere'"),
    (["path", "lamda", "sagemakr"], 2, "", "No service is named 'lamda'. No service is named 'sagemakr'."),
    (["path", "custom-ml", "s3"], 2, "", "Its services: "),
    (["path", "s3", "lambda", "--limit", "1000000", "--format", "csv"], 0, "path,hop,source", "The search was stopped"),
    (["reach", "transcribe"], 0, "feeds", ""),
    (["reach", "transcribe", "--hops", "0"], 2, "", "--hops"),
    (["impact", "sns"], 0, "", "has another one beside it"),
    (["impact", "iot-core"], 0, "edge", ""),
    (["between", "s3", "quicksight"], 0, "athena", ""),
    (["between", "s3", "s3"], 3, "", "s3 is both ends."),
    (["path", "lamda", "sagemaker"], 2, "", "Did you mean lambda"),
    (["path", "lambda"], 2, "", "Missing argument 'TARGET'"),
    (["path", "lambda", "sagemaker", "--limit", "0"], 2, "", "--limit"),
    (["service", "AWS Lambda"], 0, "AWS Lambda  (lambda)", ""),
    (["service", "qldb"], 0, "Retired since 2025-07-31; replaced by Amazon Aurora", ""),
    (["service", "edge"], 2, "", "No service is named 'edge'"),
    (["services", "--status", "Retired"], 0, "qldb", ""),
    (["services", "--category", "custom-ml"], 0, "sagemaker", ""),
    (["services", "--category", "nowhere"], 2, "", "No category is named 'nowhere'"),
    (["find", "invoice"], 0, "use case: Invoice processing", ""),
    (["find", "supply", "chain"], 0, "retired since 2025-07-31", ""),
    (["find", "xyzzy"], 1, "", "Nothing in the graph speaks of 'xyzzy'"),
    (["use-cases"], 0, "fraud-detection", ""),
    (["integrations", "qldb"], 0, "kinesis-data-streams", ""),
    (["evidence", "lambda", "sagemaker"], 0, "https://docs.aws.amazon.com/", ""),
    (["evidence", "polly", "qldb"], 1, "", "No integration between polly and qldb"),
    (["stats"], 0, "Integration", ""),
    (["questions"], 0, "retired-services", ""),
    (["query", "SELECT ?x { service:lambda kg:invokes ?x }"], 0, "service:sagemaker", ""),
    (["query", "ASK { service:lambda kg:invokes service:sagemaker }"], 0, "yes", ""),
    (["query", "retired-services"], 0, "Amazon QLDB", ""),
    (["query", "retired-servces"], 2, "", "Did you mean retired-services"),
    (["query", "SELECT * { ?s ?p "], 2, "", "Line 1, column "),
    (["query", "SELECT * { SERVICE <a:b> {} }"], 2, "", "SERVICE would call another endpoint"),
    (["query", "DROP ALL"], 2, "", "DROP is an update"),
    (["query", "nowhere.rq"], 3, "", "nowhere.rq: No such file"),
    (["query", "ASK {}", "--format", "turtle"], 2, "", "The format turtle does not fit"),
    (["check"], 0, "conforms", ""),
    (["check", "nowhere.ttl"], 3, "", "nowhere.ttl: No such file"),
    (["nonsense"], 2, "", "No such command 'nonsense'"),
    (["--version"], 0, "ontology 0.1.0", ""),
]


@pytest.mark.parametrize(("arguments", "code", "out", "err"), CALLS, ids=[" ".join(call[0]) for call in CALLS])
def test_a_call_answers_on_stdout_and_speaks_on_stderr(
    run: Run, arguments: list[str], code: int, out: str, err: str
) -> None:
    """Answers and messages never mix, and the exit code says which it was."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert out in result.stdout
    assert err in result.stderr
    if code:
        assert result.stdout == ""
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("lambda", "lambda"),
        ("AWS Lambda", "lambda"),
        ("LAMBDA", "lambda"),
        ("sfn", "step-functions"),
        ("states", "step-functions"),
        ("stepfunctions", "step-functions"),
        ("Step Functions", "step-functions"),
        ("https://w3id.org/servicekg/id/service/lambda", "lambda"),
        ("elasticmapreduce", "emr"),
        ("states.amazonaws.com", "step-functions"),
        ("Amazon Simple Storage Service", "s3"),
        ("DLAMI", "deep-learning-amis"),
        ("Studio", "sagemaker"),
        ("sagemaker/studio", "sagemaker"),
        ("IoT device", "edge"),
        ("cognito-idp", "cognito"),
        ("aws_stepfunctions", "step-functions"),
        ("apigatewayv2", "api-gateway"),
    ],
)
def test_names_are_forgiving(catalog: Catalog, name: str, slug: str) -> None:
    """Slug, label, alias, IRI, IAM prefix, principal, feature: all lead to the service."""
    assert catalog.participant(name).slug == slug


def test_an_ambiguous_name_lists_what_it_can_mean(run: Run) -> None:
    """Two features of two services share the word."""
    result = run("path", "serverless", "s3")
    assert result.exit_code in (0, 2)
    from graph import AmbiguousName

    made = load()
    made.names["thing"] = "2s3|2sqs|3sns"
    with pytest.raises(AmbiguousName, match=r"can mean 2 things") as caught:
        made.participant("thing")
    assert caught.value.hint == "Say which: s3, sqs"


@pytest.mark.parametrize("command", LISTINGS)
@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "tsv"])
def test_every_listing_speaks_every_format(run: Run, command: str, format_: str) -> None:
    """Programs read JSON, JSON lines, CSV and TSV; the same call gives the same bytes."""
    result = run(command, *LISTINGS[command], "--format", format_)
    assert result.exit_code == 0
    assert result.stdout == run(command, *LISTINGS[command], "--format", format_).stdout
    if format_ == "json":
        assert json.loads(result.stdout)
    elif format_ == "jsonl":
        assert all(json.loads(line) for line in result.stdout.splitlines())
    else:
        cells = [line.count("\t" if format_ == "tsv" else ",") for line in result.stdout.splitlines()]
        assert min(cells) >= 1


def test_the_json_of_a_path_has_stable_keys(run: Run) -> None:
    """A contract for programs: keys fixed, null when absent, names as in the ontology."""
    said = json.loads(run("path", "lambda", "sagemaker", "--json").stdout)
    assert list(said) == ["source", "target", "paths", "why", "complete", "non_integrations"]
    [path] = said["paths"]
    assert list(path) == ["nodes", "hops", "cost", "notes", "alternatives"]
    hop = path["hops"][0]
    assert list(hop) == ["source", "target", "integrations", "rule"]
    one = hop["integrations"][0]
    assert list(one) == [
        *["iri", "source", "role", "target", "label", "walk", "confidence", "mechanism", "operation", "feature"],
        *["permission", "evidence", "notes", "asynchronous"],
    ]
    assert (one["source"], one["role"], one["target"]) == ("lambda", "invokes", "sagemaker")
    assert "sagemaker:InvokeEndpoint" in one["permission"][0]["actions"]
    assert one["evidence"][0]["document"].startswith("https://docs.aws.amazon.com/")


def test_no_path_is_empty_json_and_exit_1(run: Run) -> None:
    """The answer is no; it is not an error."""
    result = run("path", "lambda", "recycle-bin", "--proven", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["paths"] == []
    assert json.loads(result.stdout)["why"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["path", "lamda", "sagemaker", "--json"], "unknown-name"),
        (["query", "SELECT * {", "--format", "json"], "bad-query"),
        (["integrations", "lamda", "--format", "jsonl"], "unknown-name"),
        (["check", "nowhere.ttl", "--json"], "bad-turtle"),
    ],
)
def test_under_json_an_error_is_json_on_stderr(run: Run, arguments: list[str], code: str) -> None:
    """Programs read errors too; stdout stays empty."""
    result = run(*arguments)
    said = json.loads(result.stderr)["error"]
    assert (said["code"], result.stdout) == (code, "")
    assert list(said) == ["code", "message", "hint"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_to_paste_from(run: Run, command: str) -> None:
    """One sentence, then lines that work; the README names the command."""
    text = run(command, "--help").stdout
    assert f"graph {command}" in text.partition("Options:")[0].partition("\n\n")[2]
    assert f"graph {command}" in (ROOT / "README.md").read_text()


def test_help_says_of_a_command_what_it_says_itself(run: Run) -> None:
    """The list of commands is written down so that help loads none of them; their own sentences are the same."""
    listed = " ".join(run("--help").stdout.split())
    assert sorted(COMMANDS) == COMMANDS
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert f"{name} {command.get_short_help_str(limit=999)}" in listed


def test_a_shell_completes_names() -> None:
    """From one small file; services and environments, each with its label."""
    said = shell(env={"_GRAPH_COMPLETE": "zsh_complete", "COMP_WORDS": "graph path eve", "COMP_CWORD": "2"}).stdout
    assert "eventbridge-pipes\nAmazon EventBridge Pipes" in said
    assert "lambda" not in said


def test_a_query_is_read_from_stdin_or_a_file(run: Run, tmp_path: Path) -> None:
    """- is stdin, a name that ends in .rq a file."""
    text = "SELECT ?x { service:qldb dcterms:isReplacedBy ?x }"
    (tmp_path / "mine.rq").write_text(text)
    assert "service:aurora" in run("query", "-", input=text).stdout
    assert "service:aurora" in run("query", str(tmp_path / "mine.rq")).stdout
    (tmp_path / "bad.rq").write_bytes(b"\xff")
    assert run("query", str(tmp_path / "bad.rq")).exit_code == 3


@pytest.mark.parametrize("format_", ["table", "json", "csv", "tsv", "xml"])
def test_rows_in_every_w3c_format(run: Run, format_: str) -> None:
    """The answer to a SELECT."""
    result = run("query", "SELECT ?x { service:qldb dcterms:isReplacedBy ?x }", "--format", format_)
    assert "aurora" in result.stdout


@pytest.mark.parametrize("format_", ["turtle", "nt", "jsonld"])
def test_graphs_in_every_format(run: Run, format_: str) -> None:
    """The answer to a CONSTRUCT, a DESCRIBE too."""
    for query in ("CONSTRUCT WHERE { service:qldb dcterms:isReplacedBy ?x }", "DESCRIBE service:qldb"):
        assert "aurora" in run("query", query, "--format", format_).stdout


def test_my_own_turtle_is_checked_against_the_shipped_graph(run: Run, tmp_path: Path) -> None:
    """A file may speak of shipped services; what it breaks is named, with exit 1 and JSON on request."""
    mine = tmp_path / "mine.ttl"
    text = "@prefix kg: <https://w3id.org/servicekg/ontology#> .\n<https://example.org/x> a kg:Service .\n"
    result = run("check", "-", "--json", input=text)
    said = json.loads(result.stdout)
    assert (result.exit_code, said["conforms"]) == (1, False)
    assert {problem["focus"] for problem in said["problems"]} == {"https://example.org/x"}
    assert "ServiceShape-purpose" in {problem["check"] for problem in said["problems"]}
    mine.write_text("<a:b> <a:c>")
    broken = run("check", str(mine))
    assert broken.exit_code == 3
    assert "mine.ttl, line 1: " in broken.stderr


def test_a_picture_is_written_where_it_is_asked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into output/ of the working directory, or to -o; what cannot be written is an error."""
    monkeypatch.chdir(tmp_path)
    for arguments in ([], ["sagemaker"], ["--path", "lambda", "sagemaker"], ["qldb", "-o", "other/mine.html"]):
        result = run("draw", *arguments)
        assert result.exit_code == 0, result.stderr
        assert Path(result.stdout.strip()).read_text().startswith("<!doctype html>")
    assert (tmp_path / "other" / "mine.html").exists()
    (tmp_path / "file").write_text("")
    refused = run("draw", "-o", "file/x.html")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "Cannot write file/x.html" in refused.stderr
    assert run("draw", "lamda").exit_code == 2
    assert run("draw", "--path", "lambda", "lambda").exit_code == 0


def test_a_pipe_that_closes_is_no_traceback() -> None:
    """As in graph services | head -1."""
    command = f"{sys.executable} -m graph integrations --format csv | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.startswith("source,")
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_query_that_runs_in_the_engine() -> None:
    """The engine hears no Python signal; the system ends the process all the same, without a traceback."""
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "query", query], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == -signal.SIGINT
    assert err == b""


def test_colour_is_for_terminals_and_not_with_no_color() -> None:
    """Through a pipe there is none, with NO_COLOR there is none even when forced."""
    assert "\x1b[" not in shell("path", "lambda", "sagemaker").stdout
    assert "\x1b[" not in shell("service", "qldb", env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    ("columns", "arguments"),
    [
        *((columns, call) for columns in (40, 60, 100) for call in (["path", "s3", "edge"], ["service", "sagemaker"])),
        *(
            (columns, call)
            for columns in (60, 100)
            for call in (["services"], ["integrations", "s3"], ["find", "speech"])
        ),
    ],
)
def test_lines_fit_a_narrow_terminal(columns: int, arguments: list[str]) -> None:
    """Only addresses and commands to paste, which must stay whole, are longer."""
    for line in shell(*arguments, env={"COLUMNS": str(columns)}).stdout.splitlines():
        assert len(line) <= columns or "://" in line or "graph evidence" in line, line


def test_names_are_completed_by_the_shell() -> None:
    """bash asks with what is typed so far."""
    environment = {"_GRAPH_COMPLETE": "bash_complete", "COMP_WORDS": "graph path sage", "COMP_CWORD": "2"}
    code = "import sys; from graph.cli import main; main(prog_name='graph')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert "plain,sagemaker" in done.stdout


def test_another_compiled_graph_can_be_named(run: Run, tmp_path: Path) -> None:
    """--graph, or GRAPH_COMPILED."""
    assert run("--graph", str(tmp_path), "stats").exit_code == 3
    assert run("stats", env={"GRAPH_COMPILED": str(tmp_path)}).exit_code == 3
    shutil.copytree(folder(), tmp_path / "mine")
    assert run("--graph", str(tmp_path / "mine"), "stats").exit_code == 0
