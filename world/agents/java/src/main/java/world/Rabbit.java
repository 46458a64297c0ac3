package world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;

/** Sends and receives by RabbitMQ's client. No library instruments it (the Java agent does), so this reads and writes by hand. */
final class Rabbit {
  private static final TextMapGetter<Map<String, Object>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, Object> headers) {
          return headers.keySet();
        }

        @Override
        public String get(Map<String, Object> headers, String key) {
          Object value = headers.get(key);
          return value == null ? null : value.toString();
        }
      };

  static void produce(Telemetry.Application application, JsonNode command) throws Exception {
    try (Connection connection = connect(command);
        Channel channel = connection.createChannel()) {
      application.produce(
          () -> {
            Map<String, Object> headers = new HashMap<>();
            application.propagator().inject(Context.current(), headers, (carrier, key, value) -> carrier.put(key, value));
            BasicProperties properties = new BasicProperties.Builder().headers(headers).build();
            channel.basicPublish("", command.path("queue").asText(), properties, "n:0".getBytes());
          });
    }
  }

  static void consume(Telemetry.Application application, JsonNode command, ObjectNode answer) throws Exception {
    try (Connection connection = connect(command);
        Channel channel = connection.createChannel()) {
      GetResponse response = channel.basicGet(command.path("queue").asText(), true);
      if (response == null) throw new IllegalStateException("no message");
      Map<String, Object> given = response.getProps().getHeaders();
      Map<String, Object> headers = given == null ? Map.of() : given;
      Context parent = application.propagator().extract(Context.current(), headers, GETTER);
      Span span =
          application.tracer().spanBuilder("process").setParent(parent).setSpanKind(SpanKind.CONSUMER).startSpan();
      try (Scope scope = parent.with(span).makeCurrent()) {
        answer.putArray("bodies").add(new String(response.getBody()));
        headers.keySet().forEach(answer.putArray("headers")::add);
        Telemetry.reportBaggage(answer);
      } finally {
        span.end();
      }
    }
  }

  private static Connection connect(JsonNode command) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(command.path("url").asText());
    return factory.newConnection();
  }

  private Rabbit() {}
}
