"""Takes commands as JSON lines, answers each with a line of JSON: what came out, and the spans that ended."""

import json
import sys
import traceback

import aws
import brokers
import serverless
import telemetry

COMMANDS = {
    "produce": aws.produce,
    "consume": aws.consume,
    "kafkaProduce": brokers.kafka_produce,
    "kafkaConsume": brokers.kafka_consume,
    "rabbitProduce": brokers.rabbit_produce,
    "rabbitConsume": brokers.rabbit_consume,
    "invoke": serverless.invoke,
}


def answer(command):
    telemetry.configure(command.get("propagators", ["tracecontext"]), command.get("setting") == "botocore")
    telemetry.take_spans()
    result = COMMANDS[command["command"]](command)
    return {**result, "spans": telemetry.take_spans()}


def main():
    # What libraries print is no answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    telemetry.start()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        try:
            answered = answer(json.loads(line))
        except Exception:
            answered = {"error": traceback.format_exc()}
        print(json.dumps(answered), file=answers, flush=True)


main()
