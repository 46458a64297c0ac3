import { once } from 'node:events';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Consumer } from 'sqs-consumer';
import { type Order, OrdersQueue } from './orders.queue.js';
import { ShippingService } from './shipping.service.js';

/** Polls as long as the application is up. */
@Injectable()
export class OrdersWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OrdersWorker.name);
  private consumer: Consumer | undefined;

  constructor(
    private readonly queue: OrdersQueue,
    private readonly shipping: ShippingService,
  ) {}

  // #region worker
  onApplicationBootstrap(): void {
    this.consumer = Consumer.create({
      queueUrl: this.queue.url,
      sqs: this.queue.sqs,
      handleMessage: async (message) => {
        await this.shipping.ship(JSON.parse(message.Body ?? '') as Order);
        return message;
      },
    });
    this.consumer.on('error', (error) => {
      // stop() cuts the poll short.
      if (this.consumer?.status.isRunning === true) this.logger.error(error);
    });
    this.consumer.on('processing_error', (error) => this.logger.error(error));
    this.consumer.start();
  }
  // #endregion

  async onModuleDestroy(): Promise<void> {
    if (this.consumer === undefined) return;
    const stopped = once(this.consumer, 'stopped');
    this.consumer.stop({ abort: true });
    await stopped;
  }
}
