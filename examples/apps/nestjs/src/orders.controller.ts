import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Traced } from 'opentelemetry-instrumentation-sqs';
import { type Order, OrdersQueue } from './orders.queue.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly queue: OrdersQueue) {}

  @Traced({ name: 'POST /orders', kind: SpanKind.SERVER })
  @Post()
  @HttpCode(202)
  async place(@Body() order: Order): Promise<{ accepted: string }> {
    await this.queue.send(order);
    return { accepted: order.id };
  }
}
