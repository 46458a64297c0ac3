"""Sends and receives by boto3."""

import json

import boto3
import telemetry
from botocore.config import Config


def client(service, command):
    return boto3.client(
        service,
        endpoint_url=command["endpoints"][service],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def produce(command):
    route, count = command["route"], command.get("count", 1)
    with telemetry.Producer():
        ROUTES[route](command, count)
    return {}


def send(command, count):
    sqs = client("sqs", command)
    for index in range(count):
        sqs.send_message(QueueUrl=command["queueUrl"], MessageBody=f"n:{index}")


def send_batch(command, count):
    entries = [{"Id": str(index), "MessageBody": f"n:{index}"} for index in range(count)]
    client("sqs", command).send_message_batch(QueueUrl=command["queueUrl"], Entries=entries)


def send_fifo(command, _count):
    client("sqs", command).send_message(
        QueueUrl=command["queueUrl"], MessageBody="n:0", MessageGroupId="g", MessageDeduplicationId="d"
    )


def publish(command, _count):
    client("sns", command).publish(TopicArn=command["topicArn"], Message="n:0")


def put_events(command, _count):
    entry = {"Source": "shop", "DetailType": "order", "Detail": json.dumps({"order": 1}), "EventBusName": "default"}
    client("events", command).put_events(Entries=[entry])


ROUTES = {"sqs": send, "batch": send_batch, "fifo": send_fifo, "sns": publish, "events": put_events}


def consume(command):
    """As boto3sqs documents it: the loop activates each message's span, deleting the message ends it."""
    sqs = client("sqs", command)
    bodies, seen = [], {}
    response = sqs.receive_message(QueueUrl=command["queueUrl"], MaxNumberOfMessages=10)
    for message in response.get("Messages", []):
        bodies.append(message["Body"])
        seen = telemetry.baggage_seen()
        sqs.delete_message(QueueUrl=command["queueUrl"], ReceiptHandle=message["ReceiptHandle"])
    return {"bodies": bodies, "baggage": seen}
