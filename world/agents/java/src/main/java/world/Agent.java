package world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Takes commands as JSON lines, answers each with a line of JSON: what came out, and the spans that ended. */
public final class Agent {
  static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    // What libraries print is no answer.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Telemetry telemetry = new Telemetry();
    answers.println("{\"ready\":true}");
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ObjectNode answer = JSON.createObjectNode();
      try {
        run(telemetry, JSON.readTree(line), answer);
      } catch (Exception error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        answer.put("error", text.toString());
      }
      answer.set("spans", telemetry.takeSpans());
      answers.println(answer);
      answers.flush();
    }
    System.exit(0);
  }

  private static void run(Telemetry telemetry, JsonNode command, ObjectNode answer) throws Exception {
    Telemetry.Application application = telemetry.application(command);
    switch (command.path("command").asText()) {
      case "produce" -> Aws.produce(application, command);
      case "consume" -> Aws.consume(application, command, answer);
      case "kafkaProduce" -> Kafka.produce(application, command);
      case "kafkaConsume" -> Kafka.consume(application, command, answer);
      case "rabbitProduce" -> Rabbit.produce(application, command);
      case "rabbitConsume" -> Rabbit.consume(application, command, answer);
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private Agent() {}
}
