"""The SDK, the propagators and the instrumentations of a Python application."""

import os

from opentelemetry import baggage, context, propagate, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.boto3sqs import Boto3SQSInstrumentor
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.instrumentation.kafka import KafkaInstrumentor
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.propagators.b3 import B3MultiFormat
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

PROPAGATORS = {
    "tracecontext": TraceContextTextMapPropagator(),
    "baggage": W3CBaggagePropagator(),
    "xray": AwsXRayPropagator(),
    "b3multi": B3MultiFormat(),
}

exporter = InMemorySpanExporter()


def start():
    # The sampler is that of OTEL_TRACES_SAMPLER.
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    # To the viewer, for example, as applications do by default.
    if "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ:
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    Boto3SQSInstrumentor().instrument()
    KafkaInstrumentor().instrument()


def configure(propagators, with_botocore):
    """Every command says how the application is set up."""
    propagate.set_global_textmap(CompositePropagator([PROPAGATORS[name] for name in propagators]))
    instrumentor = BotocoreInstrumentor()
    if with_botocore and not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()
    elif not with_botocore and instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.uninstrument()


class Producer:
    """The span and the baggage that the application sends in."""

    def __enter__(self):
        self.token = context.attach(baggage.set_baggage("tenant", "acme"))
        self.span = trace.get_tracer("agent").start_as_current_span("producer")
        self.span.__enter__()

    def __exit__(self, *error):
        self.span.__exit__(*error)
        context.detach(self.token)


def hex_ids(span_context):
    return {"traceId": format(span_context.trace_id, "032x"), "spanId": format(span_context.span_id, "016x")}


def take_spans():
    finished = exporter.get_finished_spans()
    exporter.clear()
    return [
        {
            "name": span.name,
            "kind": span.kind.name,
            **hex_ids(span.get_span_context()),
            "parentSpanId": format(span.parent.span_id, "016x") if span.parent else None,
            "links": [hex_ids(link.context) for link in span.links],
        }
        for span in finished
    ]


def baggage_seen():
    return dict(baggage.get_all())
