import assert from 'node:assert/strict';
import { processMessage } from '../../src';
import { type ConsumerWorld, startConsumerWorld } from '../process/consumerWorld';
import { type Metering, startMetering } from '../support/metering';
import { eachMessagePayload, rabbitMessage } from './messages';

describe('metrics of Kafka and RabbitMQ', () => {
  let world: ConsumerWorld;
  let metering: Metering;

  before(() => {
    world = startConsumerWorld();
    metering = startMetering();
  });

  after(async () => {
    await metering.stop();
    await world.stop();
  });
});
