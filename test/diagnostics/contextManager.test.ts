import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { hasContextManager } from '../../src/diagnostics/apiGlobals';

/** One that is registered, and does nothing until it is enabled. */
class LateManager extends AsyncLocalStorageContextManager {
  on = false;

  override active(): Context {
    return this.on ? super.active() : ROOT_CONTEXT;
  }
}

describe('whether contexts become active', () => {
  beforeEach(() => context.disable());
  afterEach(() => context.disable());

  it('follows the manager that is registered', () => {
    assert.equal(hasContextManager(), false);
    for (let turn = 0; turn < 2; turn++) {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      assert.deepEqual([hasContextManager(), hasContextManager()], [true, true]);
      context.disable();
      assert.deepEqual([hasContextManager(), hasContextManager()], [false, false]);
    }
  });

  it('knows one that begins later', () => {
    const manager = new LateManager();
    context.setGlobalContextManager(manager);
    assert.equal(hasContextManager(), false);
    manager.on = true;
    assert.equal(hasContextManager(), true);
  });

  it('is not misled by one that throws', () => {
    const manager = new LateManager();
    manager.active = () => {
      throw new Error('broken');
    };
    context.setGlobalContextManager(manager);
    assert.equal(hasContextManager(), true);
  });
});
