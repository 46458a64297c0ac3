import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePorts, listening } from '../support/childServer';

export const RABBITMQ = '/usr/lib/rabbitmq/bin/rabbitmq-server';

export interface RabbitServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A RabbitMQ of its own: on free ports of this machine, with its data in a directory that goes with it. */
export function startRabbitServer(...plugins: string[]): Promise<RabbitServer> {
  // Somebody else may have taken a port that was free.
  return start(plugins).catch(() => start(plugins));
}

async function start(plugins: readonly string[]): Promise<RabbitServer> {
  const directory = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  const [port, distPort, epmdPort] = await freePorts(3);
  writeFileSync(join(directory, 'enabled_plugins'), `[${plugins.join(',')}].`);
  writeFileSync(join(directory, 'rabbitmq.conf'), '');
  const env = {
    PATH: process.env['PATH'],
    // Of Erlang's cookie.
    HOME: directory,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: 'rabbit-test@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(directory, 'rabbitmq'),
    RABBITMQ_PID_FILE: join(directory, 'pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    // The shell becomes the server, so that the child is what has to be stopped.
    RUNNING_UNDER_SYSTEMD: '1',
  };
  const children: ChildProcess[] = [];
  const run = (command: string, args: readonly string[] = []): ChildProcess => {
    const child = spawn(command, args, { env, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    // Started here and not by Erlang, whose own would stay behind.
    await listening(Number(epmdPort), run('epmd', ['-relaxed_command_check']));
    await listening(Number(port), run(RABBITMQ));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `amqp://guest:guest@127.0.0.1:${port}`, port: Number(port), stop };
}
