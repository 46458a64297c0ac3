import type { Message } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';
import { processMessage, traced } from 'opentelemetry-instrumentation-sqs';

interface Order {
  readonly id: string;
  readonly tier: 'free' | 'paid';
}

/** The steps of the work on an order, each with a span, below the process span of the message. */
export function steps(charge: (order: Order) => Promise<void>) {
  // #region steps
  const validate = traced(async function validate(order: Order) {
    if (order.id === '') throw new RangeError('an order without an id');
  });

  async function onMessage(message: Message): Promise<void> {
    await processMessage(message, async ({ Body = '' }) => {
      const order = JSON.parse(Body) as Order;
      trace.getActiveSpan()?.setAttribute('shop.order.tier', order.tier); // one of a few
      await validate(order);
      await traced(charge, { name: 'charge' })(order);
    });
  }
  // #endregion
  return onMessage;
}
