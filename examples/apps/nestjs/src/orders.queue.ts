import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

export interface Order {
  readonly id: string;
  readonly item: string;
}

@Injectable()
export class OrdersQueue implements OnModuleInit, OnApplicationShutdown {
  // Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
  readonly sqs = new SQSClient({ endpoint: process.env['AWS_ENDPOINT_URL'] });
  url = '';

  async onModuleInit(): Promise<void> {
    // Gives the queue that is there, if one is.
    const { QueueUrl = '' } = await this.sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    this.url = QueueUrl;
  }

  async send(order: Order): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.url, MessageBody: JSON.stringify(order) }));
  }

  onApplicationShutdown(): void {
    this.sqs.destroy();
  }
}
