import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from './app';
import { assertStory, only } from './story';
import { type World, startWorld } from './world';

interface Pm2Process {
  readonly name: string;
  readonly pm2_env: { readonly status: string; readonly exit_code?: number; readonly restart_time: number };
}

describe('example pm2', () => {
  let app: App;
  let world: World;
  /** Where pm2 keeps its sockets, its logs and the id of its daemon. */
  let home: string;
  before(async function () {
    this.timeout(900_000);
    home = realpathSync(mkdtempSync(join(tmpdir(), 'pm2-')));
    [app, world] = await Promise.all([App.install('pm2'), startWorld()]);
  });
  after(async () => {
    await pm2('kill');
    await world.stop();
    app.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const pm2 = async (...args: string[]): Promise<string> => {
    const cli = join(app.path, 'node_modules', 'pm2', 'bin', 'pm2');
    const env = { ...process.env, ...world.env, NODE_OPTIONS: '', PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true' };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: app.path, env });
    return stdout;
  };
  const log = (file: string): string => readFileSync(join(home, 'logs', file), 'utf8');

  it('traces both programs with nothing but the ecosystem file, and loses no span when it stops them', async () => {
    await pm2('start', 'ecosystem.config.cjs');
    await world.pollAfterDelete();
    await pm2('stop', 'all');
    const processes = JSON.parse(await pm2('jlist')) as Pm2Process[];
    assert.deepEqual(
      processes.map(({ name, pm2_env: { status, exit_code, restart_time } }) => [
        name,
        status,
        exit_code,
        restart_time,
      ]),
      [
        ['order-worker', 'stopped', 0, 0],
        ['order-producer', 'stopped', 0, 0],
      ],
    );
    assert.equal(log('order-producer-out.log'), 'sent A-1\n');
    assert.equal(log('order-worker-out.log'), 'waiting for orders\nprocessed A-1\n');
    assert.equal(log('order-worker-error.log') + log('order-producer-error.log'), '');

    const spans = world.collector.spans();
    assertStory(spans, ['SQS.SendMessage', 'SQS.ReceiveMessage', 'process orders', 'SQS.DeleteMessage']);
    assert.equal(only(spans, 'SQS.SendMessage').resource['service.name'], 'order-producer');
    assert.equal(only(spans, 'process orders').resource['service.name'], 'order-worker');
  });
});
