"""The function's own code, which the instrumentation wants as a file."""


def handler(event, _context):
    return {"records": len(event["Records"])}
