import assert from 'node:assert/strict';
import { App, linesOf } from './app';
import { assertStory } from './story';
import { type World, awsEnv, startWorld } from './world';

const PRINTED = ['sent A-1', 'processed A-1'];

describe('example basic', () => {
  let app: App;
  let world: World;
  before(async function () {
    this.timeout(900_000);
    [app, world] = await Promise.all([App.install('basic'), startWorld()]);
  });
  beforeEach(() => world.collector.clear());
  after(async () => {
    await world.stop();
    app.remove();
  });

  it('exports one story, from the producer to the delete', async () => {
    const result = await app.run('start', world.env);
    assert.deepEqual(linesOf(result), PRINTED);
    const spans = world.collector.spans();
    assertStory(spans, ['SQS.SendMessage', 'SQS.ReceiveMessage', 'process orders', 'SQS.DeleteMessage']);
    assert.equal(world.collector.spans('SQS.CreateQueue').length, 1);
    assert.equal(spans.length, 5);
  });

  it('prints it where there is no endpoint', async () => {
    const lines = linesOf(await app.run('start', awsEnv(world.aws)));
    assert.deepEqual(
      lines.filter((line) => PRINTED.includes(line)),
      PRINTED,
    );
    for (const name of ['SQS.SendMessage', 'process orders', 'SQS.DeleteMessage']) {
      assert.ok(
        lines.some((line) => line.trimStart().includes(name)),
        `${name} in:\n${lines.join('\n')}`,
      );
    }
    assert.deepEqual(world.collector.spans(), []);
  });

  it('does the same without tracing', async () => {
    const result = await app.run('start', { ...world.env, OTEL_SDK_DISABLED: 'true' });
    assert.deepEqual(linesOf(result), PRINTED);
    assert.deepEqual(world.collector.spans(), []);
  });
});
