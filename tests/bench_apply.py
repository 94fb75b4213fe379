"""Applying to a real API server: `platform apply` beside `kubectl apply --server-side` of the same objects, in one run.

    tests/bench_apply.py PLATFORM_COMMAND [OBJECTS]

KUBECONFIG names a cluster. Half of the objects are ConfigMaps of 2 kB, half are Services. Ours looks at all of them, tries all of
them out on the server, applies them and keeps a journal; kubectl only applies.
"""
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

PLATFORM, OBJECTS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
LINES = "\n".join(f"          key-{number}: {'x' * 60}" for number in range(24))
FILES = {
    "catalog/groups.yaml": """
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: platform}
spec: {type: team, children: []}
""",
    "environments/staging.yaml": """
apiVersion: platform-core.dev/v1alpha1
kind: Environment
metadata: {name: staging}
spec: {targets: {kubernetes: {delivery: apply}}}
""",
    "golden-paths/many/1.0.0/golden-path.yaml": """
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: many, version: 1.0.0, owner: group:platform}
spec:
  parameters: {type: object, properties: {names: {type: array, items: {type: string}}}}
  resources:
    - id: config
      target: kubernetes
      each: ${{ parameters.names }}
      body:
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "many-${{ each.key }}", namespace: ours}
        data:
""" + LINES + """
    - id: service
      target: kubernetes
      each: ${{ parameters.names }}
      body:
        apiVersion: v1
        kind: Service
        metadata: {name: "many-${{ each.key }}", namespace: ours}
        spec: {selector: {app: "many-${{ each.key }}"}, ports: [{name: http, port: 80, targetPort: 8080}]}
""",
}


def measured(*command):
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


with tempfile.TemporaryDirectory() as scratch:
    root = pathlib.Path(scratch)
    names = json.dumps([f"n{number:05}" for number in range(OBJECTS // 2)])
    FILES["services/many/catalog-info.yaml"] = f"""
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: many}}
spec: {{type: service, lifecycle: production, owner: group:platform, goldenPath: {{ref: many@^1, parameters: {{names: {names}}}}}}}
"""
    for file, text in FILES.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text)
    for namespace in ("ours", "theirs"):
        measured("kubectl", "create", "namespace", namespace)
    _, _, rendered = measured(PLATFORM, "-C", root, "render", "many", "--env", "staging")
    (root / "theirs.yaml").write_text(rendered.replace("namespace: ours", "namespace: theirs"))
    theirs = measured("kubectl", "apply", "--server-side", "-f", root / "theirs.yaml")
    ours = measured(PLATFORM, "-C", root, "apply", "--all", "--yes")
    again = measured(PLATFORM, "-C", root, "plan", "--all")
    print(f"| {OBJECTS} objects | wall | CPU of the client |\n|---|---|---|")
    for what, (wall, cpu, _) in (("kubectl apply --server-side", theirs), ("platform apply", ours), ("platform plan, all there", again)):
        print(f"| `{what}` | {wall:.1f} s | {cpu:.1f} s |")
    print(f"\n{theirs[0] / ours[0]:.1f} times less wall time than kubectl, {theirs[1] / ours[1]:.0f} times less CPU time")
