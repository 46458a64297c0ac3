import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';

/** The stock instrumentations; they must be there before the clients load, and do nothing until a test enables them. */
export const stock = { amqplib: new AmqplibInstrumentation(), kafkajs: new KafkaJsInstrumentation() };
