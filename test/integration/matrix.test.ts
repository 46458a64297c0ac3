import assert from 'node:assert/strict';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { type TextMapPropagator, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { writtenName } from '../../src/propagation/fieldNames';
import { pause } from '../process/consumerWorld';
import { startCannedServer } from '../support/cannedServer';
import { consumptions } from './matrixConsumers';
import { type Route, routes } from './matrixRoutes';
import { bodyOf, idOf, inTrace, linksOf, queueName, startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const SENDS = { 'a single send': ['n:0'], 'a batch': ['n:0', 'n:1', 'n:2'] };
const CONSUMPTIONS = ['plain loop', 'Promise.all', 'sqs-consumer, single', 'sqs-consumer, batch', 'Lambda record'];
const ROUTES = [
  'direct',
  'SNS, raw',
  'SNS, enveloped',
  'EventBridge envelope',
  'dead-letter queue by redrive',
  'dead-letter queue by forwardMessage',
  'message move task',
];
const PROPAGATORS: Readonly<Record<string, TextMapPropagator>> = {
  W3C: new W3CTraceContextPropagator(),
  'X-Ray': new AWSXRayPropagator(),
  'W3C and X-Ray': new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new AWSXRayPropagator()] }),
};

describe('every hop is connected: the process span links to the very span that created its message', () => {
  for (const [propagatorName, propagator] of Object.entries(PROPAGATORS)) {
    describe(`propagated by ${propagatorName}`, () => {
      const world = useWorld(() => startSqsWorld({ eventBridgeDetailInjection: true }, { propagator }));
      const events = useWorld(startCannedServer);
      let ways: Readonly<Record<string, Route>>;
      let clients: { destroy(): void }[];
      before(() => {
        const sns = new SNSClient(world.server.clientConfig);
        const eventBridge = new EventBridgeClient(events.clientConfig);
        clients = [sns, eventBridge];
        ways = routes({ world, sns, eventBridge, events });
      });
      after(() => {
        for (const client of clients) client.destroy();
      });

      const hop = async (bodies: readonly string[], consumption: string, route: string) => {
        const send = ways[route] ?? assert.fail();
        const consume = consumptions(world)[consumption] ?? assert.fail();
        const { queueUrl, creators } = await inTrace('producer', () => send(bodies));
        assert.equal(creators.length, bodies.length);
        const creatorOf = new Map<unknown, string>();
        await consume(queueUrl, async (id, body) => {
          const index = Number(/n:(\d)/.exec(body)?.[1]);
          creatorOf.set(id, idOf((creators[index] ?? assert.fail()).spanContext()));
          await pause();
          trace
            .getTracer('application')
            .startSpan('work', { attributes: { of: id } })
            .end();
        });

        const spans = world.tracing
          .spans(`process ${queueName(queueUrl)}`)
          .filter(({ attributes }) => attributes['messaging.message.id'] !== undefined);
        assert.equal(spans.length, bodies.length);
        assert.equal(creatorOf.size, bodies.length);
        for (const span of spans) {
          const { 'messaging.message.id': id } = span.attributes;
          assert.equal(linksOf(span)[0]?.[0], creatorOf.get(id));
          const works = world.tracing.spans('work').filter(({ attributes }) => attributes['of'] === id);
          assert.deepEqual(
            works.map(({ parentSpanContext }) => parentSpanContext?.spanId),
            [span.spanContext().spanId],
          );
        }
      };

      it('in its own headers and no others', async () => {
        await inTrace('producer', () => (ways['direct'] ?? assert.fail())(['n:0']));
        const sent = Object.keys(bodyOf(world.server.sent('SendMessage')[0]).MessageAttributes ?? {});
        assert.deepEqual(
          new Set(sent),
          new Set(
            propagator
              .fields()
              .filter((field) => field !== 'tracestate')
              .map(writtenName),
          ),
        );
      });

      for (const [send, bodies] of Object.entries(SENDS)) {
        for (const consumption of CONSUMPTIONS) {
          for (const route of ROUTES) it(`${send} → ${route} → ${consumption}`, () => hop(bodies, consumption, route));
        }
      }
    });
  }
});
