import assert from 'node:assert/strict';
import { followCallbacks } from '../../../src/process/lambda/followCallbacks';
import { captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { startConsumerWorld } from '../consumerWorld';
import { startInvocation } from './invocationWorld';

describe('a context of an invocation that throws', () => {
  useWorld(startConsumerWorld);

  it('says its own error where there is no callback to take it', () => {
    const { invocation } = startInvocation({ exports: true });
    const context = { succeed: (result: string): never => assert.fail(`of ${result}`) };
    followCallbacks([{}, context], context, invocation);
    const diagnostics = captureDiagnostics();
    try {
      // Behind the export.
      context.succeed('a cycle');
      assert.deepEqual(diagnostics.lines, []);
      invocation.release();
    } finally {
      diagnostics.stop();
    }
    assert.match(diagnostics.lines.join(), /of a cycle/);
  });
});
