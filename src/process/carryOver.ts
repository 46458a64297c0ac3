import { safely } from '../telemetry/safely';

type AnyFunction = (...args: never[]) => unknown;

/** What `reflect-metadata` adds to `Reflect`. @see https://rbuckton.github.io/reflect-metadata/ */
interface MetadataReflect {
  readonly getOwnMetadataKeys?: (target: object) => unknown[];
  readonly getOwnMetadata?: (key: unknown, target: object) => unknown;
  readonly defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

/**
 * Gives a wrapper what its original carries: name, length, members and metadata. Frameworks keep routes, roles and queues
 * of a method there, and find the method that is in its place.
 */
export function carryOver<F extends AnyFunction>(wrapper: F, original: AnyFunction): F {
  safely('keeping the members of a function', copyMembers, wrapper, original);
  safely('keeping the metadata of a function', copyMetadata, wrapper, original);
  return wrapper;
}

function copyMembers(wrapper: object, original: object): void {
  // `AsyncFunction` and the like: some look for that.
  const kind: unknown = Object.getPrototypeOf(original);
  if (kind !== Object.getPrototypeOf(wrapper)) Object.setPrototypeOf(wrapper, kind as object | null);
  for (const name of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, name);
    if (name !== 'prototype' && descriptor !== undefined) Reflect.defineProperty(wrapper, name, descriptor);
  }
}

function copyMetadata(wrapper: object, original: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect;
  if (getOwnMetadataKeys === undefined || getOwnMetadata === undefined || defineMetadata === undefined) return;
  for (const key of getOwnMetadataKeys(original)) defineMetadata(key, getOwnMetadata(key, original), wrapper);
}
