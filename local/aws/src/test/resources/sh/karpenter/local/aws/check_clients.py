"""Drives a local AWS with boto3 and, when it is installed, the aws command line.

Usage: check_clients.py ENDPOINT. Prints what it did; fails on the first surprise.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
REGION = "us-west-2"
CLUSTER = "demo"
os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_DEFAULT_REGION=REGION)


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        config=Config(retries={"max_attempts": 1}, inject_host_prefix=False),
    )


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"expected {code}")


def check(what, condition):
    assert condition, what
    print("ok", what)


ec2, ssm, iam, eks, sqs = (client(service) for service in ("ec2", "ssm", "iam", "eks", "sqs"))

types = [t for page in ec2.get_paginator("describe_instance_types").paginate() for t in page["InstanceTypes"]]
check("describe_instance_types", len(types) > 1000)
large = next(t for t in types if t["InstanceType"] == "m5.large")
check("m5.large", large["VCpuInfo"]["DefaultVCpus"] == 2 and large["MemoryInfo"]["SizeInMiB"] == 8192)
gpu = next(t for t in types if t["InstanceType"] == "g4dn.xlarge")
check("g4dn.xlarge", gpu["GpuInfo"]["Gpus"][0]["Manufacturer"] == "NVIDIA")

offerings = ec2.describe_instance_type_offerings(
    LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": ["m5.large"]}]
)["InstanceTypeOfferings"]
check("describe_instance_type_offerings", len(offerings) == 3)
prices = ec2.describe_spot_price_history(InstanceTypes=["m5.large"])["SpotPriceHistory"]
check("describe_spot_price_history", len(prices) == 3 and float(prices[0]["SpotPrice"]) < 0.096)

parameter = "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id"
image = ssm.get_parameter(Name=parameter)["Parameter"]["Value"]
check("describe_images", ec2.describe_images(ImageIds=[image])["Images"][0]["Architecture"] == "x86_64")
refused("ParameterNotFound", ssm.get_parameter, Name="/none")

discovery = [{"Name": "tag:karpenter.sh/discovery", "Values": [CLUSTER]}]
subnet = ec2.describe_subnets(Filters=discovery)["Subnets"][0]
check("describe_security_groups", len(ec2.describe_security_groups(Filters=discovery)["SecurityGroups"]) == 2)
group = ec2.describe_security_groups(Filters=discovery)["SecurityGroups"][0]["GroupId"]

iam.create_instance_profile(InstanceProfileName="nodes", Tags=[{"Key": "a", "Value": "b"}])
iam.add_role_to_instance_profile(InstanceProfileName="nodes", RoleName="KarpenterNodeRole-" + CLUSTER)
profile = iam.get_instance_profile(InstanceProfileName="nodes")["InstanceProfile"]
check("get_instance_profile", profile["Roles"][0]["RoleName"] == "KarpenterNodeRole-" + CLUSTER)
refused("NoSuchEntity", iam.get_instance_profile, InstanceProfileName="none")

cluster = eks.describe_cluster(name=CLUSTER)["cluster"]
user_data = f"""apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: {CLUSTER}
    apiServerEndpoint: {cluster["endpoint"]}
    certificateAuthority: {cluster["certificateAuthority"]["data"]}
    cidr: {cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"]}
"""
ec2.create_launch_template(
    LaunchTemplateName="template",
    LaunchTemplateData={
        "ImageId": image,
        "IamInstanceProfile": {"Name": "nodes"},
        "UserData": base64.b64encode(user_data.encode()).decode(),
        "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": [group]}],
        "MetadataOptions": {"HttpTokens": "required"},
    },
    TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "k", "Value": "v"}]}],
)
versions = ec2.describe_launch_template_versions(LaunchTemplateName="template")["LaunchTemplateVersions"]
check("describe_launch_template_versions", versions[0]["LaunchTemplateData"]["NetworkInterfaces"][0]["Groups"] == [group])

fleet = ec2.create_fleet(
    Type="instant",
    TargetCapacitySpecification={"TotalTargetCapacity": 2, "DefaultTargetCapacityType": "spot"},
    SpotOptions={"AllocationStrategy": "price-capacity-optimized"},
    LaunchTemplateConfigs=[
        {
            "LaunchTemplateSpecification": {"LaunchTemplateName": "template", "Version": "$Latest"},
            "Overrides": [{"InstanceType": t, "SubnetId": subnet["SubnetId"]} for t in ("m5.large", "c5.large")],
        }
    ],
    TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "one"}]}],
)
check("create_fleet", len(fleet["Instances"][0]["InstanceIds"]) == 2 and not fleet["Errors"])
ids = fleet["Instances"][0]["InstanceIds"]
ec2.get_waiter("instance_running").wait(InstanceIds=ids, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
instance = ec2.describe_instances(InstanceIds=ids[:1])["Reservations"][0]["Instances"][0]
check("describe_instances", instance["InstanceLifecycle"] == "spot" and instance["SecurityGroups"][0]["GroupId"] == group)
refused("DryRunOperation", ec2.terminate_instances, InstanceIds=ids, DryRun=True)
check("terminate_instances", len(ec2.terminate_instances(InstanceIds=ids)["TerminatingInstances"]) == 2)
refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=["i-00000000000000000"])

url = sqs.get_queue_url(QueueName=CLUSTER)["QueueUrl"]
messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)["Messages"]
check("receive_message", json.loads(messages[0]["Body"])["source"] == "aws.ec2")
sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])

products = client("pricing").get_products(
    ServiceCode="AmazonEC2", Filters=[{"Type": "TERM_MATCH", "Field": "instanceType", "Value": "m5.large"}]
)
check("get_products", json.loads(products["PriceList"][0])["product"]["attributes"]["instanceType"] == "m5.large")
check("get_caller_identity", client("sts").get_caller_identity()["Account"] == "000000000000")

if shutil.which("aws"):
    answer = subprocess.run(
        ["aws", "--endpoint-url", ENDPOINT, "ec2", "describe-instances", "--output", "json"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    check("aws ec2 describe-instances", len(json.loads(answer.stdout)["Reservations"]) == 2)
print("all checks passed")
