import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installTools } from '../compat/install';
import { RegistryError } from '../support/npmInstall';

/** Clients that are no dependencies of this project. They go into the cache that all working copies share. */
const VERSIONS = {
  '@cloudamqp/amqp-client': '4.1.1',
  '@platformatic/kafka': '1.35.0',
  'amqp-connection-manager': '5.0.0',
  amqplib: '2.3.1',
  bullmq: '6.7.0',
  ioredis: '6.0.0',
  'rabbitmq-client': '5.0.8',
  rhea: '3.0.5',
} as const;

/** Nest, with its clients. */
export const NEST = {
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  '@nestjs/microservices': '12.1.1',
  'amqp-connection-manager': '5.0.0',
  amqplib: '2.3.1',
  kafkajs: '2.2.4',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
} as const;

type Load = (name: string) => Promise<unknown>;

/**
 * What loads them, as modules of their own folder: some are ES modules.
 * @returns undefined, after saying so, where they cannot be had: the suite is then skipped
 */
export async function foreignClients(
  versions: Readonly<Record<string, string>> = VERSIONS,
): Promise<((name: string) => Promise<never>) | undefined> {
  try {
    const directory = await installTools(versions);
    const loader = join(directory, 'load.mjs');
    writeFileSync(loader, 'export const load = (name) => import(name);\n');
    const { load } = (await import(pathToFileURL(loader).href)) as { load: Load };
    return async (name) => (await load(name)) as never;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    console.log(`    the clients cannot be installed here: skipped (${error.message.slice(0, 100)})`);
    return undefined;
  }
}
