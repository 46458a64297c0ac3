package world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.instrumentation.kafkaclients.v2_6.KafkaTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends and receives by Kafka's own client, with OpenTelemetry's library instrumentation. */
final class Kafka {
  private static final int POLLS = 300;

  static void produce(Telemetry.Application application, JsonNode command) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", command.path("address").asText());
    StringSerializer text = new StringSerializer();
    KafkaTelemetry telemetry = KafkaTelemetry.create(application.openTelemetry());
    try (Producer<String, String> producer = telemetry.wrap(new KafkaProducer<>(settings, text, text))) {
      application.produce(
          () ->
              producer.send(new ProducerRecord<>(command.path("topic").asText(), "n:0")).get(30, TimeUnit.SECONDS));
    }
  }

  static void consume(Telemetry.Application application, JsonNode command, ObjectNode answer) {
    String topic = command.path("topic").asText();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", command.path("address").asText(),
            "group.id", topic + "-java",
            "auto.offset.reset", "earliest");
    StringDeserializer text = new StringDeserializer();
    KafkaTelemetry telemetry = KafkaTelemetry.create(application.openTelemetry());
    ArrayNode bodies = answer.putArray("bodies");
    ArrayNode headers = answer.putArray("headers");
    try (Consumer<String, String> consumer = telemetry.wrap(new KafkaConsumer<>(settings, text, text))) {
      consumer.subscribe(List.of(topic));
      for (int poll = 0; poll < POLLS && bodies.isEmpty(); poll++) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          bodies.add(record.value());
          record.headers().forEach(header -> headers.add(header.key()));
          Telemetry.reportBaggage(answer);
        }
      }
    }
  }

  private Kafka() {}
}
