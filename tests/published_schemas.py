"""What we write and ship, by the schemas that are published for it: SARIF 2.1.0, GitLab's and GitHub's workflows.

    tests/published_schemas.py PLATFORM_COMMAND CHECK_JSONSCHEMA SARIF_MODULE

CHECK_JSONSCHEMA is the command of that name, which brings GitLab's and GitHub's schemas along; SARIF_MODULE is the folder of the Go
module go-sarif, which has the committee's in a source file. Each schema also gets something that it must refuse.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLATFORM, CHECK, MODULE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
passed = failed = 0


def check(holds, what, told=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"wrong: {what}\n{told.strip()}")


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def judged(schema, file, what, spoil):
    """A file that a schema takes, and does not take any more when it is spoilt."""
    command = [CHECK, *schema, "--color", "never"]
    done = run(*command, file)
    check(done.returncode == 0, what, done.stdout + done.stderr)
    spoilt = file.with_name("spoilt-" + file.name)
    spoilt.write_text(spoil(file.read_text()))
    done = run(*command, spoilt)
    check(done.returncode == 1 and spoilt.read_text() != file.read_text(), f"{what}: what is spoilt is refused", done.stdout + done.stderr)


def sarif(folder):
    source = (MODULE / "pkg/report/v210/sarif/schema.go").read_text()
    schema = folder / "sarif.schema.json"
    schema.write_text(source.partition("`")[2].rpartition("`")[0])
    shop = folder / "shop"
    shutil.copytree(ROOT / "examples/shop", shop, ignore=shutil.ignore_patterns(".platform", "deploy"))
    # A problem with places beside it, a check that fails, and a plan that is blocked.
    entity = shop / "services/cart/catalog-info.yaml"
    wanted = {"nothing wrong": lambda: None, "an error": lambda: entity.write_text(entity.read_text().replace("    ref:", "    reff:")),
              "no YAML at all": lambda: (shop / "environments/broken.yaml").write_text("a: [\n")}
    seen = 0
    for what, change in wanted.items():
        change()
        for verb in (["validate"], ["plan", "--all", "--no-state"]):
            done = run(PLATFORM, "-C", shop, *verb, "--output", "sarif")
            file = folder / f"{what.replace(' ', '-')}-{verb[0]}.sarif"
            file.write_text(done.stdout)
            seen += len(json.loads(done.stdout)["runs"][0]["results"]) if done.stdout.startswith("{") else 0
            judged(["--schemafile", schema], file, f"SARIF of {verb[0]} with {what}", lambda text: text.replace('"version": "2.1.0"', '"version": "2.2"'))
    check(seen > 2, f"there are results ({seen})")


def workflows(folder):
    ci = ROOT / "examples/ci"
    for file, schema, spoil in (
        (ci / "gitlab/platform.gitlab-ci.yml", "vendor.gitlab-ci", lambda text: text.replace("    when: always", "    when: sometimes")),
        (ci / "github/pull-request.yml", "vendor.github-workflows", lambda text: text.replace("runs-on:", "runs-upon:")),
        (ci / "github/platform-pull-request/action.yml", "vendor.github-actions", lambda text: text.replace("using: composite", "using: magic")),
    ):
        copy = folder / file.name
        shutil.copy(file, copy)
        judged(["--builtin-schema", schema], copy, f"{file.relative_to(ROOT)} by {schema}", spoil)
    rendered = ROOT / "examples/golden-paths/paths/delivery/1.0.0/templates"
    for file in sorted(rendered.glob("*.yml")):
        # Ours are filled in before GitHub reads them; any text does where one is wanted.
        copy = folder / file.name
        copy.write_text(re.sub(r"\$\{\{ (?:parameters|service)[^}]*\}\}", "text", file.read_text()))
        judged(["--builtin-schema", "vendor.github-workflows"], copy, f"{file.name} of delivery", lambda text: text.replace("jobs:", "job:"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        sarif(pathlib.Path(folder))
        workflows(pathlib.Path(folder))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
