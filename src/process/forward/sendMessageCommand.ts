import Module from 'node:module';
import { dirname, join } from 'node:path';
import { isObject } from '../../values';

/** The SDK's `SendMessageCommand`. */
export type SendMessageCommandClass = new (input: never) => object;

/** What forwarding needs of a client: `SQSClient`, `SQS`, or a test's double. */
export interface MessageSender {
  send(command: never): Promise<unknown>;
}

/**
 * The command class for a client, without this package loading an SDK that the application has not: what the caller
 * gave, else the application's own `@aws-sdk/client-sqs`: next to its main module, its directory, or this package.
 * @throws TypeError naming the option if there is neither, as in a bundle
 */
export function sendMessageCommand(given: SendMessageCommandClass | undefined): new (input: object) => never {
  const found: unknown = given ?? ofApplication();
  if (typeof found !== 'function') {
    throw new TypeError(
      'forwardMessage found no @aws-sdk/client-sqs to send with: pass `SendMessageCommand` from it in the options',
    );
  }
  return found as new (input: object) => never;
}

function ofApplication(): unknown {
  const main = process.argv[1];
  // A bundler may make an ES module of this, which has no directory.
  const own = typeof __dirname === 'string' ? __dirname : undefined;
  for (const directory of [main && dirname(main), process.cwd(), own]) {
    if (directory === undefined) continue;
    try {
      // Not a named import: bundlers evaluate that themselves, and complain.
      const sdk: unknown = Module.createRequire(join(directory, 'noop.js'))('@aws-sdk/client-sqs');
      if (isObject(sdk)) return sdk['SendMessageCommand'];
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}
