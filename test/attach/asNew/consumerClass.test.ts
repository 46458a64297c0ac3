import assert from 'node:assert/strict';
import type * as consumerClass from '../../../src/attach/consumerClass';
import { asNew } from './asNew';

describe("sqs-consumer's class, in a process that has just started", () => {
  let app: typeof consumerClass;
  beforeEach(() => void (app = asNew((load) => load('./attach/consumerClass') as typeof consumerClass)));

  it('is looked for in its module, by its name, path or URL, whatever alias it has', () => {
    for (const place of [
      'sqs-consumer',
      '/app/node_modules/sqs-consumer/dist/cjs/index.js',
      '/app/node_modules/sqs-consumer/dist/x.js',
      '/app/node_modules/.pnpm/sqs-consumer@12.0.0_x/node_modules/sqs-consumer/dist/esm/consumer.js',
      String.raw`C:\app\node_modules\sqs-consumer\dist\cjs\index.cjs`,
      'file:///app/node_modules/sqs-consumer-v5/dist/index.mjs?version=1',
      'file:///app/node_modules/sqs-consumer/dist/index.mjs#part',
      '/app/node_modules/sqs-consumer/index.js',
    ]) {
      assert.equal(app.isConsumerModule(place), true, place);
    }
    for (const place of [
      '',
      'sqs',
      'sqs-consumer.js',
      '/app/sqs-consumer/readme.md',
      '/app/sqs-consumer/package.json',
      '/app/sqs-consumer/index.jsx',
      '@aws-sdk/client-sqs',
    ]) {
      assert.equal(app.isConsumerModule(place), false, place);
    }
  });

  it('is found, and left alone until something is enabled', () => {
    const newClass = () =>
      class Consumer {
        static create(): void {}
        processMessage(): void {}
        executeHandler(): void {}
      };
    const Consumer = newClass();
    const method = (): unknown => Reflect.get(Consumer.prototype, 'processMessage');
    const original = method();
    assert.equal(app.attachConsumers({ Consumer }), true);
    assert.equal(method(), original);
    app.patchConsumers();
    assert.equal(app.attachConsumers({ Consumer }), true);
    assert.notEqual(method(), original);
    app.unpatchConsumers();
    assert.equal(method(), original);
  });
});
