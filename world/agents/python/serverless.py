"""A Lambda function in Python, with the instrumentation that AWS' layer has."""

import os
import types

import function
from opentelemetry.instrumentation.aws_lambda import AwsLambdaInstrumentor


def invoke(command):
    os.environ["AWS_LAMBDA_FUNCTION_NAME"] = "orders"
    os.environ["_HANDLER"] = "function.handler"
    os.environ["LAMBDA_TASK_ROOT"] = os.path.dirname(__file__)
    instrumentor = AwsLambdaInstrumentor()
    instrumentor.instrument()
    try:
        arn = "arn:aws:lambda:us-east-1:000000000000:function:orders"
        context = types.SimpleNamespace(
            function_name="orders", function_version="1", invoked_function_arn=arn, aws_request_id="request-1"
        )
        return function.handler(command["event"], context)
    finally:
        instrumentor.uninstrument()
