package main

import (
	"go.opentelemetry.io/contrib/propagators/aws/xray"
	"go.opentelemetry.io/contrib/propagators/b3"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// Link names a span.
type Link struct {
	TraceID string `json:"traceId"`
	SpanID  string `json:"spanId"`
}

// Span is a span that ended.
type Span struct {
	Link
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	ParentSpanID string `json:"parentSpanId,omitempty"`
	Links        []Link `json:"links"`
}

var propagators = map[string]propagation.TextMapPropagator{
	"tracecontext": propagation.TraceContext{},
	"baggage":      propagation.Baggage{},
	"xray":         xray.Propagator{},
	"b3multi":      b3.New(b3.WithInjectEncoding(b3.B3MultipleHeader)),
}

type telemetry struct{ exporter *tracetest.InMemoryExporter }

func startTelemetry() telemetry {
	exporter := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(sdk.NewTracerProvider(sdk.WithSyncer(exporter)))
	return telemetry{exporter}
}

func (telemetry) configure(names []string) {
	var chosen []propagation.TextMapPropagator
	for _, name := range names {
		chosen = append(chosen, propagators[name])
	}
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(chosen...))
}

func (t telemetry) takeSpans() []Span {
	spans := []Span{}
	for _, stub := range t.exporter.GetSpans() {
		span := Span{Link: linkTo(stub.SpanContext), Name: stub.Name, Kind: stub.SpanKind.String(), Links: []Link{}}
		if stub.Parent.IsValid() {
			span.ParentSpanID = stub.Parent.SpanID().String()
		}
		for _, link := range stub.Links {
			span.Links = append(span.Links, linkTo(link.SpanContext))
		}
		spans = append(spans, span)
	}
	t.exporter.Reset()
	return spans
}

func linkTo(of trace.SpanContext) Link {
	return Link{of.TraceID().String(), of.SpanID().String()}
}
