// #region stock
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';

registerInstrumentations({
  instrumentations: [new SqsInstrumentation(), new KafkaJsInstrumentation(), new AmqplibInstrumentation()],
});
// #endregion
