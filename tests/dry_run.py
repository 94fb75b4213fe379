"""What a real API server says of objects without storing any: server-side apply with `dryRun=All` and strict field validation.

Objects are the files as they are rendered; the server reads their YAML itself. Each distinct one is sent once.
"""
import collections
import concurrent.futures
import hashlib
import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse

WORKERS = 8


class Server:
    def __init__(self, folder):
        """A server that tests/servers/start-kubernetes started in a folder."""
        self.host = urllib.parse.urlparse((folder / "url").read_text()).netloc
        self.token = (folder / "token").read_text()
        # A test's own server has a certificate that nobody signed.
        self.trust = ssl._create_unverified_context()
        self.mine = threading.local()
        self.places = {}
        for version in ["/api/v1"] + [f"/apis/{group['preferredVersion']['groupVersion']}" for group in self.ask("/apis")[1]["groups"]]:
            for kind in self.kinds(version):
                if "/" not in kind["name"]:
                    self.places[version.removeprefix("/api/").removeprefix("/apis/"), kind["kind"]] = (version, kind["name"], kind["namespaced"])

    def kinds(self, version):
        """What there is of a version; a kind that was just made known is served a moment later."""
        for _ in range(100):
            status, answer, _ = self.ask(version)
            if status == 200:
                return answer["resources"]
            time.sleep(0.1)
        raise RuntimeError(f"{version} is not served: {answer}")

    def ask(self, path, method="GET", body=None):
        """Status, answer, and what the server warns of."""
        if not hasattr(self.mine, "connection"):
            self.mine.connection = http.client.HTTPSConnection(self.host, context=self.trust, timeout=60)
        connection = self.mine.connection
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}"} |
                           ({"Content-Type": "application/apply-patch+yaml"} if body else {}))
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith("{") else {"message": text}, answer.headers.get_all("Warning", [])

    def apply(self, text, dry=True):
        """The object as the server would hold it, or why it does not."""
        named = {name: (re.search(rf"^{indent}{name}: (.*)$", text, re.M) or [None, ""])[1].strip("\"'")
                 for indent, name in (("", "apiVersion"), ("", "kind"), ("  ", "name"), ("  ", "namespace"))}
        if (named["apiVersion"], named["kind"]) not in self.places:
            return None, f"{named['apiVersion']} {named['kind']} is not known"
        version, plural, namespaced = self.places[named["apiVersion"], named["kind"]]
        within = f"/namespaces/{urllib.parse.quote(named['namespace'], safe='')}" if namespaced else ""
        query = "fieldManager=platform&force=true&fieldValidation=Strict" + ("&dryRun=All" if dry else "")
        path = f"{version}{within}/{plural}/{urllib.parse.quote(named['name'], safe='')}?{query}"
        status, answer, warnings = self.ask(path, "PATCH", text.encode())
        if status >= 300 or warnings:
            return None, f"{answer.get('message', '')} {' '.join(warnings)}"
        return answer, ""


def distinct(folder, *targets):
    """Of all rendered objects each distinct text once, with the first case that renders it."""
    found = {}
    for target in targets:
        for file in sorted(folder.glob(f"*/*/{target}/**/*.yaml")):
            text = file.read_text()
            found.setdefault(hashlib.sha256(text.encode()).hexdigest(), (str(file.relative_to(folder)), text))
    return list(found.values())


def judged(server, objects):
    """What the server would hold, and what it refuses: by its words the cases."""
    namespaces = {name for _, text in objects for name in re.findall(r"^  namespace: [\"']?([-a-z0-9]+)[\"']?$", text, re.M)}
    for name in sorted(namespaces):
        server.apply(f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {json.dumps(name)}\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n"
                     "    pod-security.kubernetes.io/warn: restricted\n", dry=False)
    held, refused = [], collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for (case, _), (answer, told) in zip(objects, pool.map(lambda one: server.apply(one[1]), objects)):
            if answer:
                held.append(answer)
            else:
                refused[told].append(case)
    return held, refused
