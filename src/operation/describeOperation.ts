import { context as api } from '@opentelemetry/api';
import type { ClientProfile } from './client';
import { helperRunOf } from './helperRun';
import type { Operation, OperationKind } from './operation';
import { isObject } from '../values';

/**
 * The SDK's context of one resolved command. It is only read, because with `cacheMiddleware` many requests share it.
 */
export interface HandlerContext {
  readonly clientName?: unknown;
  readonly commandName?: unknown;
  readonly endpointV2?: unknown;
}

const kinds = new WeakMap<ClientProfile, Map<string, OperationKind>>();
const NO_INPUT: object = Object.freeze({});

/** Describes one call. @param args the arguments that the SDK gives to an initialize middleware: the command */
export function describeOperation(client: ClientProfile, context: HandlerContext, args: object): Operation {
  const { input } = args as { input?: unknown };
  const active = api.active();
  return {
    kind: kindOf(client, context, args),
    command: args,
    input: isObject(input) ? input : NO_INPUT,
    context: active,
    run: helperRunOf(active),
  };
}

/** Made once for each command of each client, because the same command is called many times. */
function kindOf(client: ClientProfile, context: HandlerContext, args: object): OperationKind {
  const commandName = typeof context.commandName === 'string' ? context.commandName : args.constructor.name;
  const ofClient = kinds.get(client) ?? new Map<string, OperationKind>();
  if (ofClient.size === 0) kinds.set(client, ofClient);
  let kind = ofClient.get(commandName);
  if (kind === undefined) {
    const service = client.service(context.clientName);
    const name = commandName.replace(/Command$/, '');
    const definition = Object.hasOwn(service.operations, name) ? service.operations[name] : service.others;
    kind = { client, service, name, fullName: `${service.id}.${name}`, definition: definition ?? {} };
    ofClient.set(commandName, kind);
  }
  return kind;
}
