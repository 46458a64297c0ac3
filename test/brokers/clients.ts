export { stock } from './stock';
export { type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
export { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
