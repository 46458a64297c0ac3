package world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.instrumentation.awssdk.v2_2.AwsSdkTelemetry;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Sends and receives by the AWS SDK 2, with OpenTelemetry's library instrumentation. */
final class Aws {
  static void produce(Telemetry.Application application, JsonNode command) throws Exception {
    AwsSdkTelemetry telemetry = telemetry(application);
    String queueUrl = command.path("queueUrl").asText();
    application.produce(
        () -> {
          switch (command.path("route").asText()) {
            case "sqs" -> sqs(telemetry, command).sendMessage(m -> m.queueUrl(queueUrl).messageBody("n:0"));
            case "batch" ->
                sqs(telemetry, command)
                    .sendMessageBatch(m -> m.queueUrl(queueUrl).entries(e -> e.id("0").messageBody("n:0")));
            case "fifo" ->
                sqs(telemetry, command)
                    .sendMessage(
                        m ->
                            m.queueUrl(queueUrl)
                                .messageBody("n:0")
                                .messageGroupId("g")
                                .messageDeduplicationId("d"));
            case "sns" -> {
              String topicArn = command.path("topicArn").asText();
              build(SnsClient.builder(), telemetry, command, "sns").publish(m -> m.topicArn(topicArn).message("n:0"));
            }
            case "events" ->
                build(EventBridgeClient.builder(), telemetry, command, "events")
                    .putEvents(
                        m -> m.entries(e -> e.source("shop").detailType("order").detail("{\"order\":1}")));
            default -> throw new IllegalArgumentException("no such route: " + command);
          }
        });
  }

  static void consume(Telemetry.Application application, JsonNode command, ObjectNode answer) {
    SqsClient sqs = sqs(telemetry(application), command);
    String queueUrl = command.path("queueUrl").asText();
    ArrayNode bodies = answer.putArray("bodies");
    // The list makes a span of each message that the loop comes to.
    for (Message message : sqs.receiveMessage(m -> m.queueUrl(queueUrl).maxNumberOfMessages(10)).messages()) {
      bodies.add(message.body());
      Telemetry.reportBaggage(answer);
      sqs.deleteMessage(m -> m.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }
  }

  private static AwsSdkTelemetry telemetry(Telemetry.Application application) {
    // otel.instrumentation.aws-sdk.experimental-use-propagator-for-messaging
    return AwsSdkTelemetry.builder(application.openTelemetry())
        .setUseConfiguredPropagatorForMessaging(application.setting().equals("propagator for messaging"))
        .build();
  }

  private static SqsClient sqs(AwsSdkTelemetry telemetry, JsonNode command) {
    return telemetry.wrap(build(SqsClient.builder(), telemetry, command, "sqs"));
  }

  private static <B extends AwsClientBuilder<B, C>, C> C build(
      B builder, AwsSdkTelemetry telemetry, JsonNode command, String service) {
    return builder
        .endpointOverride(URI.create(command.path("endpoints").path(service).asText()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(c -> c.addExecutionInterceptor(telemetry.createExecutionInterceptor()))
        .build();
  }

  private Aws() {}
}
