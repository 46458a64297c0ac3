import { Module } from '@nestjs/common';
import { OrdersController } from './orders.controller.js';
import { OrdersQueue } from './orders.queue.js';
import { OrdersWorker } from './orders.worker.js';
import { ShippingService } from './shipping.service.js';

@Module({ controllers: [OrdersController], providers: [OrdersQueue, OrdersWorker, ShippingService] })
export class AppModule {}
