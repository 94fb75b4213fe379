"""`ecs-service` with all of its dependencies, applied by `platform deploy` through a real Terraform to a stand-in for AWS.

    tests/aws.py PLATFORM_COMMAND FOLDER_OF_PROVIDERS

Run by a Python that has `moto[server]`. Ends with `N passed, N failed`.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLATFORM, MIRROR = sys.argv[1], sys.argv[2]
# What the stand-in lacks: the provider asks for tags until it gets an answer.
SERVER = """
import json, sys
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
ApplicationAutoScalingResponse.list_tags_for_resource = lambda self: json.dumps({"Tags": {}})
from moto.server import main
main(sys.argv[1:])
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: checkout}
containers:
  app:
    image: .
    variables:
      DATABASE_HOST: ${resources.db.host}
      PICTURES: ${resources.pictures.name}
      MAILS: ${resources.mails.name}
resources:
  db: {type: postgres}
  # Nobody reads its address: the stand-in's caches have no nodes.
  cache: {type: redis}
  pictures: {type: bucket}
  mails: {type: queue}
"""
passed = failed = 0


def check(holds, what, told=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"wrong: {what}\n{str(told).strip()}")


def started(scratch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (scratch / "server.py").write_text(SERVER)
    log = open(scratch / "server.log", "w")
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    server = subprocess.Popen([sys.executable, scratch / "server.py", "-p", str(port)], stdout=log, stderr=log, env=environment)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/moto-api/")
            return server, url
        except OSError:
            time.sleep(0.1)
    sys.exit("the stand-in for AWS does not start\n0 passed, 1 failed")


def network():
    """What an environment has before services come: a network and a cluster; by what the environment says of it."""
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]

    def subnet(number):
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{number}.0/24", AvailabilityZone=zones[number % 3])
        return made["Subnet"]["SubnetId"]

    group = ec2.create_security_group(GroupName="databases", Description="databases", VpcId=vpc)["GroupId"]
    boto3.client("ecs").create_cluster(clusterName="production")
    return {"vpc": vpc, "privateSubnets": [subnet(n) for n in (0, 1, 2)], "publicSubnets": [subnet(n) for n in (3, 4, 5)],
            "databaseSecurityGroups": [group]}


def prepared(folder, given):
    shutil.copytree(ROOT / "examples/golden-paths", folder)
    for name in (".platform", "deploy"):
        shutil.rmtree(folder / name, ignore_errors=True)
    environment = folder / "environments/production.yaml"
    lines = []
    for line in environment.read_text().splitlines():
        key = line.strip().split(":")[0]
        if key in given:
            line = f"    {key}: {json.dumps(given[key])}"
        if key == "terraform":
            line = "    terraform: {delivery: apply}"
        lines.append(line)
    environment.write_text("\n".join(lines) + "\n")
    (folder / "services/checkout/score.yaml").write_text(SCORE)
    # Buckets have no names of their own in an address here.
    root = folder / ".platform/terraform/production/terraform/checkout"
    root.mkdir(parents=True)
    (root / "stand-in_override.tf.json").write_text(json.dumps({"provider": {"aws": {"s3_use_path_style": True}}}))


def run(folder, *arguments):
    done = subprocess.run([PLATFORM, "-C", folder, *arguments], capture_output=True, text=True, check=False, timeout=900)
    return done.returncode, done.stdout + done.stderr


def main():
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        server, url = started(scratch)
        try:
            (scratch / "mirror").write_text(f'provider_installation {{ filesystem_mirror {{ path = "{MIRROR}" }} }}\n')
            os.environ.update(AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none",
                              AWS_DEFAULT_REGION="eu-west-1", AWS_REGION="eu-west-1", CHECKPOINT_DISABLE="1",
                              TF_CLI_CONFIG_FILE=str(scratch / "mirror"))
            folder = scratch / "platform"
            prepared(folder, network())
            judge(folder)
        finally:
            server.kill()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def judge(folder):
    begin = time.monotonic()
    code, told = run(folder, "deploy", "checkout", "--env", "production", "--yes")
    check(code == 0, "checkout is deployed to production", told[-4000:])
    if code:
        return
    print(f"applied in {time.monotonic() - begin:.0f} s")
    ecs = boto3.client("ecs")
    service = ecs.describe_services(cluster="production", services=ecs.list_services(cluster="production")["serviceArns"])["services"]
    check([one["desiredCount"] for one in service] == [3], "three tasks in production", service)
    network = service[0]["networkConfiguration"]["awsvpcConfiguration"]
    check(network["assignPublicIp"] == "DISABLED", "private in production", network)
    databases = boto3.client("rds").describe_db_instances()["DBInstances"]
    check(len(databases) == 1 and databases[0]["StorageEncrypted"], "an encrypted database", databases)
    check(len(boto3.client("elasticache").describe_cache_clusters()["CacheClusters"]) == 1, "a cache")
    check(len(boto3.client("s3").list_buckets()["Buckets"]) == 1, "a bucket")
    check(len(boto3.client("sqs").list_queues().get("QueueUrls", [])) == 2, "a queue, and one for what is left over")
    # What was given is known to who reads it: the task's environment has the database's address.
    task = ecs.describe_task_definition(taskDefinition=service[0]["taskDefinition"])["taskDefinition"]
    environment = {one["name"]: one["value"] for one in task["containerDefinitions"][0]["environment"]}
    check(environment.get("DATABASE_HOST") == databases[0]["Endpoint"]["Address"], "the database's address came to the task", environment)
    code, told = run(folder, "plan", "checkout", "--env", "production")
    check(code == 0 and told.startswith("Nothing to do"), "what was applied has no changes", told[-2000:])


if __name__ == "__main__":
    main()
