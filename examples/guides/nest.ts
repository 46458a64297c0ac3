import { injectMessageContext, processMessage } from 'opentelemetry-instrumentation-sqs';

/** What is used of Nest here. */
interface RmqContext {
  getMessage(): object;
}

interface KafkaContext extends RmqContext {
  getTopic(): string;
}

interface ClientProxy {
  emit(pattern: string, record: object): unknown;
}

type Builder = new (data: object) => { setOptions(options: object): { build(): object } };

/** A controller of a microservice: its methods have `@EventPattern`, `@Payload()` and `@Ctx()`. */
export class OrdersController {
  constructor(private readonly ship: (order: unknown) => Promise<void>) {}

  // #region nest
  onOrder(order: object, context: RmqContext) {
    return processMessage(context, () => this.ship(order), { destination: 'orders' });
  }
  // #endregion

  // #region nest-kafka
  onPayment(payment: object, context: KafkaContext) {
    return processMessage(context, () => this.ship(payment), { consumerGroup: 'billing' });
  }
  // #endregion
}

export function emit(rabbit: ClientProxy, kafka: ClientProxy, RmqRecordBuilder: Builder, order: object): unknown[] {
  // #region nest-emit
  const record = new RmqRecordBuilder(order).setOptions({ priority: 3 }).build();
  const toRabbit = rabbit.emit('order.placed', injectMessageContext(record));

  const toKafka = kafka.emit('payments', injectMessageContext({ key: 'customer-7', value: order }));
  // #endregion
  return [toRabbit, toKafka];
}
