"""A Lambda function in Python, with the instrumentation that AWS' layer has."""

import os
import sys
import types

from opentelemetry.instrumentation.aws_lambda import AwsLambdaInstrumentor


def invoke(command):
    module = types.ModuleType("function")
    module.handler = lambda event, context: {"records": len(event["Records"])}
    sys.modules["function"] = module
    os.environ["_HANDLER"] = "function.handler"
    os.environ.setdefault("LAMBDA_TASK_ROOT", "/")
    # The segment of X-Ray that the service makes for the invocation.
    os.environ["_X_AMZN_TRACE_ID"] = command.get("traceHeader", "")
    instrumentor = AwsLambdaInstrumentor()
    instrumentor.instrument()
    try:
        arn = "arn:aws:lambda:us-east-1:000000000000:function:orders"
        context = types.SimpleNamespace(invoked_function_arn=arn, aws_request_id="request-1")
        return module.handler(command["event"], context)
    finally:
        instrumentor.uninstrument()
