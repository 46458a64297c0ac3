import assert from 'node:assert/strict';
import { App, linesOf } from './app';
import { assertStory } from './story';
import { type World, startWorld } from './world';

describe('example auto-instrumentations', () => {
  let app: App;
  let world: World;
  before(async function () {
    this.timeout(900_000);
    [app, world] = await Promise.all([App.install('auto-instrumentations'), startWorld()]);
  });
  after(async () => {
    await world.stop();
    app.remove();
  });

  it('joins the spans of HTTP and of SQS into one story', async () => {
    const result = await app.run('start', world.env);
    assert.deepEqual(linesOf(result), ['ordered: 202', 'processed: teapot for 19.90']);
    const spans = world.collector.spans();
    assertStory(spans, [
      // The order: fetch and the server that it reaches.
      'POST',
      'POST',
      'SQS.SendMessage',
      'SQS.ReceiveMessage',
      'process orders',
      // The price.
      'GET',
      'GET',
      'SQS.DeleteMessage',
    ]);
    const scopes = new Set(spans.map(({ scope }) => scope));
    assert.deepEqual([...scopes].toSorted(), [
      '@opentelemetry/instrumentation-http',
      '@opentelemetry/instrumentation-undici',
      'opentelemetry-instrumentation-sqs',
    ]);
  });
});
