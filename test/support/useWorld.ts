/** What tests run against. */
export interface World {
  reset?(): void;
  stop(): Promise<unknown> | void;
}

/**
 * A world for the tests of the `describe` around it: started before them, reset before each, stopped after them. What
 * it has can be asked for in hooks and tests only, for it is not there before.
 */
export function useWorld<W extends World>(start: () => W | Promise<W>): W {
  let world: W | undefined;
  before(async () => void (world = await start()));
  after(() => world?.stop());
  beforeEach(() => world?.reset?.());

  const started = (): W => {
    if (world === undefined) throw new Error('A world is there in hooks and tests only');
    return world;
  };
  return new Proxy({} as W, {
    get: (_target, name) => Reflect.get(started(), name) as unknown,
    set: (_target, name, value) => Reflect.set(started(), name, value),
  });
}
