import { SQS_CONSUMER_METHODS, sqsConsumerWrappers } from '../process/consumers/sqsConsumer';
import { shared } from '../shared';
import { type Members, hasMembers, isObject } from '../values';
import { type AnyFunction, Patches, isFunction } from './patches';

const attached = shared('consumer classes', () => ({ patches: new Patches(), patching: false }));

/** A module of bbc's sqs-consumer, wherever and under whatever alias a package manager has put it. */
const CONSUMER_MODULE = /sqs-consumer[^\\/]*[\\/](?:[^?#]+[\\/])?[\w.-]+\.[cm]?js(?:[?#].*)?$/;

/** Whether it is a module in which {@link attachConsumers} is to look. @param place a path, a URL, or a name */
export function isConsumerModule(place: string): boolean {
  return place === 'sqs-consumer' || CONSUMER_MODULE.test(place);
}

/**
 * Looks for the class of sqs-consumer among a module's exports, by shape: the same module comes by its name, by its path
 * or by its URL. It is enough to patch the prototype, also for consumers that exist.
 * @returns whether it was found
 */
export function attachConsumers(exports: unknown): boolean {
  if (!hasMembers(exports)) return false;
  const prototypes = [exports, ...(Object.values(exports) as unknown[])].map(prototypeOf).filter(isObject);
  for (const prototype of attached.patching ? prototypes : []) {
    for (const method of SQS_CONSUMER_METHODS) attached.patches.replace(prototype, method, wrapperOf(method));
  }
  return prototypes.length > 0;
}

/** Patches every class that was found so far and every one that is found later. */
export function patchConsumers(): void {
  attached.patching = true;
  attached.patches.apply();
}

export function unpatchConsumers(): void {
  attached.patching = false;
  attached.patches.remove();
}

/** A release of the library may lack one of the methods, and then the others do. */
function prototypeOf(exported: unknown): Members | undefined {
  if (!isFunction(exported) || !isFunction(Reflect.get(exported, 'create'))) return undefined;
  const prototype: unknown = Reflect.get(exported, 'prototype');
  if (!isObject(prototype)) return undefined;
  const [processMessage, , executeHandler] = SQS_CONSUMER_METHODS;
  return [processMessage, executeHandler].every((name) => isOwnMethod(prototype, name)) ? prototype : undefined;
}

function isOwnMethod(prototype: Members, name: string): boolean {
  return isFunction(Object.getOwnPropertyDescriptor(prototype, name)?.value);
}

function wrapperOf(method: (typeof SQS_CONSUMER_METHODS)[number]): (original: AnyFunction) => AnyFunction {
  return (original) => sqsConsumerWrappers[method](original) as AnyFunction;
}
