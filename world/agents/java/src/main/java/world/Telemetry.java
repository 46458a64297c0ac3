package world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The SDK and the propagators of a Java application. */
final class Telemetry implements SpanProcessor {
  private static final Map<String, TextMapPropagator> PROPAGATORS =
      Map.of(
          "tracecontext", W3CTraceContextPropagator.getInstance(),
          "baggage", W3CBaggagePropagator.getInstance(),
          "xray", AwsXrayPropagator.getInstance(),
          "b3multi", B3Propagator.injectingMultiHeaders());

  private final ConcurrentLinkedQueue<SpanData> ended = new ConcurrentLinkedQueue<>();
  private final SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(this).build();

  /** An application as a command wants it set up. */
  record Application(OpenTelemetry openTelemetry, String setting) {
    Tracer tracer() {
      return openTelemetry.getTracer("agent");
    }

    TextMapPropagator propagator() {
      return openTelemetry.getPropagators().getTextMapPropagator();
    }

    /** Runs in the span and with the baggage that the application sends in. */
    void produce(Body body) throws Exception {
      Context context = Baggage.builder().put("tenant", "acme").build().storeInContext(Context.current());
      Span span = tracer().spanBuilder("producer").setParent(context).startSpan();
      try (Scope scope = context.with(span).makeCurrent()) {
        body.run();
      } finally {
        span.end();
      }
    }
  }

  interface Body {
    void run() throws Exception;
  }

  Application application(JsonNode command) {
    List<TextMapPropagator> propagators = new ArrayList<>();
    command.path("propagators").forEach(name -> propagators.add(PROPAGATORS.get(name.asText())));
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(provider)
            .setPropagators(ContextPropagators.create(TextMapPropagator.composite(propagators)))
            .build();
    return new Application(sdk, command.path("setting").asText());
  }

  static void reportBaggage(ObjectNode answer) {
    ObjectNode seen = answer.putObject("baggage");
    Baggage.current().forEach((key, entry) -> seen.put(key, entry.getValue()));
  }

  ArrayNode takeSpans() {
    ArrayNode spans = Agent.JSON.createArrayNode();
    for (SpanData span = ended.poll(); span != null; span = ended.poll()) {
      ObjectNode node = spans.addObject().put("name", span.getName()).put("kind", span.getKind().name());
      identify(node, span.getSpanContext());
      if (span.getParentSpanContext().isValid()) node.put("parentSpanId", span.getParentSpanId());
      ArrayNode links = node.putArray("links");
      span.getLinks().forEach(link -> identify(links.addObject(), link.getSpanContext()));
    }
    return spans;
  }

  private static void identify(ObjectNode node, SpanContext context) {
    node.put("traceId", context.getTraceId()).put("spanId", context.getSpanId());
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    ended.add(span.toSpanData());
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
