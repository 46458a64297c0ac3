import type { Members } from '../../../values';
import type { Returns } from './returned';

type Method = (...args: unknown[]) => unknown;

/** A publisher that has an event for returned messages; undefined if it has no events. */
export function returnsInEvent(publisher: object, event: string): Returns | undefined {
  const { on, off } = publisher as Record<string, Method | undefined>;
  if (typeof on !== 'function' || typeof off !== 'function') return undefined;
  return {
    on: (listener) => on.call(publisher, event, listener),
    off: (listener) => off.call(publisher, event, listener),
  };
}

/**
 * amqp-connection-manager has no event of its own for them: what is set up on each of its channels hears them.
 * @see https://github.com/jwalton/node-amqp-connection-manager#channelwrapperaddsetupsetup
 */
export function returnsOfManaged(wrapper: object): Returns | undefined {
  const { addSetup, removeSetup } = wrapper as Record<string, Method | undefined>;
  if (typeof addSetup !== 'function' || typeof removeSetup !== 'function') return undefined;
  let setup: ((channel: object) => Promise<void>) | undefined;
  return {
    async on(listener) {
      setup = async (channel) => void returnsInEvent(channel, 'return')?.on(listener);
      await addSetup.call(wrapper, setup);
    },
    async off(listener) {
      const teardown = async (channel: object): Promise<void> => void returnsInEvent(channel, 'return')?.off(listener);
      await removeSetup.call(wrapper, setup, teardown);
    },
  };
}

/** A channel that calls a method of its own for each of them: what the application has there is called, too. */
export function returnsInMethod(channel: object, name: string): Returns {
  const members = channel as Members;
  const own = Object.getOwnPropertyDescriptor(channel, name);
  const before = members[name];
  let ours: unknown;
  return {
    on(listener) {
      ours = (message: unknown): void => {
        listener(message);
        if (typeof before === 'function') before.call(channel, message);
      };
      members[name] = ours;
    },
    off() {
      if (members[name] !== ours) return;
      if (own === undefined) delete members[name];
      else Object.defineProperty(channel, name, own);
    },
  };
}
