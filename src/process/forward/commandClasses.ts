import { moduleCache } from '../../diagnostics/moduleCache';
import { shared } from '../../shared';
import { isObject } from '../../values';

/** The SDK's `SendMessageCommand`. */
export type SendMessageCommandClass = new (input: never) => object;

/** By the prototype of the client class that came with it: a process may have several copies of the SDK. */
const commands = shared('SendMessage commands', () => new WeakMap<object, SendMessageCommandClass>());

/** Remembers the command class of a module of the SDK, if it is that of SQS. */
export function rememberCommand(exports: unknown): void {
  const client = ownMember(exports, 'SQSClient');
  const command = ownMember(exports, 'SendMessageCommand');
  if (typeof client !== 'function' || typeof command !== 'function') return;
  const prototype: unknown = client.prototype;
  if (isObject(prototype)) commands.set(prototype, command as SendMessageCommandClass);
}

/** The command class of a client's own copy of the SDK, as far as that copy has been loaded as a module. */
export function commandOf(client: object): SendMessageCommandClass | undefined {
  const known = remembered(client);
  if (known !== undefined || !isObject(client['middlewareStack' as keyof object])) return known;
  // What an ES module imports is in this cache, too, and need not have come by the hook.
  for (const module of Object.values(moduleCache())) rememberCommand(module?.exports);
  return remembered(client);
}

function remembered(client: object): SendMessageCommandClass | undefined {
  for (let level: unknown = client; isObject(level); level = Object.getPrototypeOf(level)) {
    const command = commands.get(level);
    if (command !== undefined) return command;
  }
  return undefined;
}

/** A module may compute its members: only one that has both of these is asked for them. */
function ownMember(exports: unknown, name: string): unknown {
  return isObject(exports) && Object.hasOwn(exports, name) ? exports[name] : undefined;
}
