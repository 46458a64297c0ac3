import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePorts, listening } from '../../test/support/childServer';
import { type Program, goaws, kafkaMain, moto } from './install';

/** A server of somebody else, on a port of its own of this machine. */
export interface Server {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export function startMoto(): Promise<Server> {
  return startServer(async ({ port }) => await moto(port));
}

export function startGoaws(): Promise<Server> {
  return startServer(async ({ port, directory }) => {
    const settings = join(directory, 'goaws.yaml');
    const lines = [
      'Local:',
      '  Host: 127.0.0.1',
      `  Port: ${port}`,
      '  Region: us-east-1',
      '  AccountId: "000000000000"',
    ];
    writeFileSync(settings, `${lines.join('\n')}\n`);
    return await goaws(settings);
  });
}

/** A whole broker, which is its own controller. https://kafka.apache.org/documentation/#kraft */
export function startKafka(): Promise<Server> {
  return startServer(async ({ port, furtherPort, directory }) => {
    const settings = join(directory, 'server.properties');
    const properties = {
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${furtherPort}`,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${furtherPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'log.dirs': join(directory, 'logs'),
      'num.partitions': 1,
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'transaction.state.log.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
      'transaction.state.log.num.partitions': 1,
      'group.initial.rebalance.delay.ms': 0,
    };
    writeFileSync(
      settings,
      Object.entries(properties)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
    const storage = ['format', '-t', 'AAAAAAAAQACAAAAAAAAAAQ', '-c', settings];
    const { command, args } = await kafkaMain('kafka.tools.StorageTool', ...storage);
    const { status, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Kafka's storage cannot be formatted: ${stderr.slice(-2000)}`);
    return await kafkaMain('kafka.Kafka', settings);
  });
}

/** Where a server is to be. */
export interface Place {
  /** What clients talk to. The server is there as soon as it listens here. */
  readonly port: number;
  readonly furtherPort: number;
  /** More of them, for what it listens on besides. */
  readonly morePorts: readonly number[];
  /** Gone after the stop. */
  readonly directory: string;
}

export async function startServer(programAt: (place: Place) => Promise<Program>): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'world-'));
  const [port = 0, furtherPort = 0, ...morePorts] = await freePorts(5);
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const { command, args, env } = await programAt({ port, furtherPort, morePorts, directory });
    const child = spawn(command, args, { cwd: directory, stdio: 'ignore', env: { ...process.env, ...env } });
    const stop = async (): Promise<void> => {
      await end(child);
      remove();
    };
    await listening(port, child).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { port, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
