"""What lies in deploy/, and compose.yaml, is well-formed, and says what the site understands."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema
import pytest
import yaml

from conftest import ROOT

DEPLOY = ROOT / "deploy"


def settings_named_in(text):
    return set(re.findall(r"\b(?:SATCHEL|USER|AWS)_[A-Z_]+\b|\b(?:DATABASE_URL|SECRET_KEY|TRUSTED_PROXIES|PORT|HOST)\b", text))


def test_the_template_passes_cfn_lint():
    done = subprocess.run(
        [pathlib.Path(sys.executable).with_name("cfn-lint"), "--non-zero-exit-code", "warning", DEPLOY / "lambda" / "template.yaml"],
        capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_function_may_do_what_the_bucket_needs_and_no_more():
    text = (DEPLOY / "lambda" / "template.yaml").read_text()
    assert set(re.findall(r"s3:\w+|s3:\*", text)) == {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:*"}
    assert re.search(r"Effect: Deny\s+Principal: \"\*\"\s+Action: s3:\*", text), "s3:* is for the refusal alone"


def test_the_manifest_is_hardened_and_probes_what_is_there(site):
    documents = {d["kind"]: d for d in yaml.safe_load_all((DEPLOY / "kubernetes" / "site.yaml").read_text())}
    pod = documents["Deployment"]["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
    assert pod["terminationGracePeriodSeconds"] > 30
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert site.visitor().get(container[probe]["httpGet"]["path"]).status_code == 200
    assert documents["Service"]["spec"]["selector"] == documents["Deployment"]["spec"]["template"]["metadata"]["labels"]


def compose_errors(document):
    """By the Compose Specification's own schema (compose-spec.io, Apache 2.0), as docker-compose 1.29.2 has it: a misspelt name is an error."""
    schema = json.loads(pathlib.Path(__file__).with_name("compose_spec.json").read_text())
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft201909Validator(schema).iter_errors(document)]


def test_the_compose_file_keeps_the_specification():
    text = (ROOT / "compose.yaml").read_text()
    assert compose_errors(yaml.safe_load(text)) == []
    assert compose_errors(yaml.safe_load(text.replace("healthcheck:", "health_check:")))
    services = yaml.safe_load(text)["services"]
    assert {name for service in services.values() for name in service.get("depends_on", ())} <= set(services)
    assert settings_named_in(text) <= settings_named_in((ROOT / ".env.example").read_text())


@pytest.mark.parametrize("path", sorted(p.relative_to(DEPLOY) for p in DEPLOY.rglob("*") if p.is_file()), ids=str)
def test_every_setting_is_one(path):
    known = settings_named_in((ROOT / ".env.example").read_text())
    assert settings_named_in((DEPLOY / path).read_text()) <= known


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine")
def test_the_unit_passes_systemds_own_check(tmp_path):
    unit = tmp_path / "satchel.service"
    text = (DEPLOY / "systemd" / "satchel.service").read_text()
    unit.write_text(text.replace("/usr/local/bin/satchel", "/bin/true"))
    listening = tmp_path / "satchel.socket"
    listening.write_text((DEPLOY / "systemd" / "satchel.socket").read_text())
    done = subprocess.run(["systemd-analyze", "verify", unit, listening], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "satchel." not in done.stderr, done.stderr
