import assert from 'node:assert/strict';
import { OrdersController } from '../../examples/guides/otherClients';
import { injectMessageContext } from '../../src';
import { inSpan } from '../process/consumerWorld';
import { NEST, foreignClients } from './foreignClients';
import { INSTALL_MILLIS, installed } from './install';
import { RABBITMQ, type RabbitServer, startRabbitServer } from './rabbitServer';
import { type BrokerWorld, idOf, linksOf, startBrokerWorld, until } from './world';

type Decorator = (...given: unknown[]) => (...target: unknown[]) => void;

interface Microservice {
  listen(): Promise<unknown>;
  close(): Promise<unknown>;
}

interface Microservices extends Record<'Payload' | 'Ctx' | 'EventPattern', Decorator> {
  readonly Transport: { readonly RMQ: number };
  readonly ClientProxyFactory: { create(options: object): Client };
  readonly RmqRecordBuilder: new (data: object) => { setOptions(options: object): { build(): object } };
}

interface Client {
  connect(): Promise<unknown>;
  emit(pattern: string, record: object): unknown;
  close(): unknown;
}

describe('a microservice of Nest over RabbitMQ', () => {
  let server: RabbitServer;
  let world: BrokerWorld;

  before(function () {
    this.timeout(INSTALL_MILLIS);
    if (!installed(RABBITMQ, 'rabbitmq-server')) this.skip();
  });

  after(async () => {
    await world?.stop();
    await server?.stop();
  });

  it('has a process span with the link of its producer, by one line in its handler', async function () {
    this.timeout(INSTALL_MILLIS);
    const load = await foreignClients(NEST);
    if (load === undefined) {
      this.skip();
      return;
    }
    server = await startRabbitServer();
    world = await startBrokerWorld();
    await load('reflect-metadata');
    const core: { NestFactory: { createMicroservice(app: object, options: object): Promise<Microservice> } } =
      await load('@nestjs/core');
    const { Module, Controller }: Record<'Module' | 'Controller', Decorator> = await load('@nestjs/common');
    const nest: Microservices = await load('@nestjs/microservices');
    const { lastValueFrom }: { lastValueFrom: (sent: unknown, config: object) => Promise<unknown> } =
      await load('rxjs');

    const orders: unknown[] = [];
    class Orders extends OrdersController {
      constructor() {
        super(async (order) => void orders.push(order));
      }
      override onOrder(...given: Parameters<OrdersController['onOrder']>) {
        return super.onOrder(...given);
      }
    }
    const App = class {
      readonly name = 'app';
    };
    nest.Payload()(Orders.prototype, 'onOrder', 0);
    nest.Ctx()(Orders.prototype, 'onOrder', 1);
    const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'onOrder');
    nest.EventPattern('order.placed')(Orders.prototype, 'onOrder', method);
    Controller()(Orders);
    Module({ controllers: [Orders] })(App);

    const options = { urls: [server.url], queue: 'orders', queueOptions: { durable: false } };
    const transport = nest.Transport.RMQ;
    const app = await core.NestFactory.createMicroservice(App, { transport, options, logger: false });
    await app.listen();
    const client = nest.ClientProxyFactory.create({ transport, options });
    await client.connect();
    await inSpan('place order', () => {
      const record = new nest.RmqRecordBuilder({ id: 1 }).setOptions({ priority: 1 }).build();
      return lastValueFrom(client.emit('order.placed', injectMessageContext(record)), { defaultValue: undefined });
    });
    const span = await until('the process span', () => world.tracing.spans('process orders')[0]);
    assert.deepEqual(linksOf(span), [[idOf(world.tracing.span('place order')), undefined]]);
    assert.equal(span.attributes['messaging.system'], 'rabbitmq');
    assert.deepEqual(orders, [{ id: 1 }]);
    await client.close();
    await app.close();
  });
});
