import { spawn } from 'node:child_process';
import { once } from 'node:events';

export const KCAT = '/usr/bin/kcat';

export interface KafkaBroker {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * The mock cluster inside librdkafka, which Debian's kcat starts: Kafka's protocol with record headers and consumer
 * groups, in memory. It is no full broker: it keeps nothing, knows no ACL and no retention.
 */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  const options = ['-P', '-b', 'none:1', '-t', 'none', '-X', 'test.mock.num.brokers=1', '-d', 'mock'];
  // It lives as long as its standard input is open.
  const kcat = spawn(KCAT, options, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    kcat.once('exit', () => reject(new Error(`kcat ended at its start: ${said}`)));
    kcat.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      const [, found] = /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    address,
    async stop() {
      const exited = once(kcat, 'exit');
      kcat.kill('SIGKILL');
      await exited;
    },
  };
}
