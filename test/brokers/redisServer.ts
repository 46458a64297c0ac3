import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePorts, listening } from '../support/childServer';

export const REDIS = '/usr/bin/redis-server';

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A Redis of its own, which keeps nothing. */
export async function startRedisServer(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const [port = 0] = await freePorts(1);
  const options = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
  const child = spawn(REDIS, options, { cwd: directory, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}
