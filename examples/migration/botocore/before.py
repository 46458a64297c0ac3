"""SQS with botocore's instrumentation and hooks of one's own: what `after.ts` replaces.

Run by the tests where Python has botocore and the OpenTelemetry packages. WORLD names the servers and their queues; the
spans of each call are printed as JSON.
"""

import json
import os

import botocore.config
import botocore.exceptions
import botocore.session
from opentelemetry import context, propagate, trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.instrumentation.botocore.version import __version__
from opentelemetry.propagators.textmap import Setter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


# region hooks
class MessageAttributes(Setter):
    def set(self, carrier, key, value):
        carrier[key] = {"DataType": "String", "StringValue": value}


def inject(message):
    propagate.inject(message.setdefault("MessageAttributes", {}), setter=MessageAttributes())


def request_hook(span, service_name, operation_name, api_params):
    span.set_attribute("app.call", f"{service_name}.{operation_name}")
    if operation_name == "SendMessage":
        inject(api_params)
    if operation_name == "SendMessageBatch":
        for entry in api_params["Entries"]:
            inject(entry)
    if operation_name == "ReceiveMessage":
        api_params["MessageAttributeNames"] = ["All"]


def response_hook(span, service_name, operation_name, result):
    error = (result or {}).get("Error")
    if error:
        span.set_attribute("app.failed", error["Code"])
    elif operation_name == "SendMessage":
        span.set_attribute("app.message", result["MessageId"])


# endregion

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("application")

# region start
BotocoreInstrumentor().instrument(request_hook=request_hook, response_hook=response_hook)
# endregion


def charge(message):
    tracer.start_span("charge").end()


def work(sqs, queue_url, handle):
    # region loop
    response = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    for message in response.get("Messages", []):
        attributes = message.get("MessageAttributes", {})
        carrier = {k: v["StringValue"] for k, v in attributes.items() if "StringValue" in v}
        token = context.attach(propagate.extract(carrier))
        try:
            handle(message)
        finally:
            context.detach(token)
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    # endregion


world = json.loads(os.environ["WORLD"])
session = botocore.session.get_session()


def client(name, server):
    keys = server["credentials"]
    return session.create_client(
        name,
        endpoint_url=server["endpoint"],
        region_name=server["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        config=botocore.config.Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


calls = []


def told(span):
    return {
        "scope": span.instrumentation_scope.name,
        "name": span.name,
        "kind": span.kind.value,
        "status": span.status.status_code.value,
        "traceId": format(span.context.trace_id, "032x"),
        "spanId": format(span.context.span_id, "016x"),
        **({"parentId": format(span.parent.span_id, "016x")} if span.parent else {}),
        "links": [],
        "attributes": dict(span.attributes),
    }


def step(call, run):
    exporter.clear()
    with tracer.start_as_current_span("application"):
        try:
            answer = run() or {}
        except botocore.exceptions.ClientError as error:
            answer = error.response
    calls.append({"call": call, "spans": [told(span) for span in exporter.get_finished_spans()]})
    return answer


sqs = client("sqs", world["aws"])
priority = {"Priority": {"DataType": "String", "StringValue": "high"}}
order = {"MessageBody": "order", "MessageAttributes": priority}
step("SQS.SendMessage", lambda: sqs.send_message(QueueUrl=world["orders"], **order))
entries = [{"Id": "a", "MessageBody": "a"}, {"Id": "b", "MessageBody": "b"}]
step("SQS.SendMessageBatch", lambda: sqs.send_message_batch(QueueUrl=world["orders"], Entries=entries))
step("worker", lambda: work(sqs, world["orders"], charge))
sqs.send_message(QueueUrl=world["events"], **order)
received = step("SQS.ReceiveMessage", lambda: sqs.receive_message(QueueUrl=world["events"]))
handle = received["Messages"][0]["ReceiptHandle"]
step("SQS.DeleteMessage", lambda: sqs.delete_message(QueueUrl=world["events"], ReceiptHandle=handle))
sns = client("sns", world["aws"])
step("SNS.Publish", lambda: sns.publish(TopicArn=world["topic"], Message="order"))
s3 = client("s3", world["aws"])
step("S3.PutObject", lambda: s3.put_object(Bucket="photos", Key="cat.jpg", Body=b"meow"))
dynamo = client("dynamodb", world["canned"])
query = {"KeyConditionExpression": "o = :o", "ExpressionAttributeValues": {":o": {"S": "1"}}}
step("DynamoDB.Query", lambda: dynamo.query(TableName="orders", Limit=5, **query))
functions = client("lambda", world["canned"])
step("Lambda.Invoke", lambda: functions.invoke(FunctionName="bill", Payload="{}"))
step("SQS.SendMessage that fails", lambda: sqs.send_message(QueueUrl=world["orders"] + "-gone", MessageBody="x"))
for _ in range(3):
    step("left", lambda: sqs.send_message(QueueUrl=world["handover"], MessageBody="order"))

versions = {"botocore": botocore.__version__, "opentelemetry-instrumentation-botocore": __version__}
print(json.dumps({"versions": versions, "calls": calls}))
