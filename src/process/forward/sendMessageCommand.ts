import Module from 'node:module';
import { dirname, join } from 'node:path';
import { safely } from '../../telemetry/safely';
import { type Members, isObject } from '../../values';
import { type SendMessageCommandClass, commandOf } from './commandClasses';

/** What forwarding needs of a client: `SQSClient`, `SQS`, or a test's double. */
export interface MessageSender {
  send(command: never): Promise<unknown>;
  /** Of the SDK's clients, SQS and S3 check by MD5, and only S3 has access points. */
  readonly config?: { readonly md5?: unknown; readonly useArnRegion?: never } | undefined;
  /** These methods have others that send, too: SNS, Kafka and RabbitMQ. */
  readonly publish?: never;
  readonly sendBatch?: never;
  readonly initIdempotentProducer?: never;
}

/**
 * How a client sends one message: with the command class that the caller gave, else with its own method as `SQS` has it,
 * else with the command class of its own copy of the SDK, else with that of the application's `@aws-sdk/client-sqs`.
 * @throws TypeError naming the option if there is none, as in a bundle
 */
export function senderOf(
  client: MessageSender,
  given: SendMessageCommandClass | undefined,
): (input: Members) => Promise<unknown> {
  if (given === undefined && isAggregated(client)) return (input) => client.sendMessage(input);
  const Command = given ?? safely('looking for the SDK of a client', commandOf, client) ?? ofApplication();
  if (typeof Command !== 'function') {
    throw new TypeError(
      'forwardMessage found no @aws-sdk/client-sqs to send with: pass `SendMessageCommand` from it in the options',
    );
  }
  return (input) => client.send(new Command(input as never) as never);
}

/** A client of the SDK that has a method for each operation, made of its own commands. */
function isAggregated(
  client: MessageSender,
): client is MessageSender & { sendMessage(input: Members): Promise<unknown> } {
  return 'sendMessage' in client && typeof client.sendMessage === 'function' && 'middlewareStack' in client;
}

/**
 * Next to the application's main module, or to this package. Never in the current directory: it may be anybody's.
 */
function ofApplication(): SendMessageCommandClass | undefined {
  const main = process.argv[1];
  // A bundler may make an ES module of this, which has no directory.
  const own = typeof __dirname === 'string' ? __dirname : undefined;
  for (const directory of [main && dirname(main), own]) {
    if (directory === undefined) continue;
    try {
      // Not a named import: bundlers evaluate that themselves, and complain.
      const sdk: unknown = Module.createRequire(join(directory, 'noop.js'))('@aws-sdk/client-sqs');
      if (isObject(sdk)) return sdk['SendMessageCommand'] as SendMessageCommandClass | undefined;
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}
