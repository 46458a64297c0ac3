import { Injectable } from '@nestjs/common';
import { Traced } from 'opentelemetry-instrumentation-sqs';
import type { Order } from './orders.queue.js';

@Injectable()
export class ShippingService {
  @Traced()
  async ship(order: Order): Promise<void> {
    console.log(`shipped ${order.id}`);
  }
}
