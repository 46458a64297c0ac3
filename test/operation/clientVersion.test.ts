import assert from 'node:assert/strict';
import { ClientProfile } from '../../src/operation/client';

/** No package exports it. */
class Bundled {
  readonly config = {};
}

describe('the version of a client', () => {
  const told = async (defaultUserAgentProvider: unknown): Promise<string | undefined> => {
    const client = new ClientProfile({ defaultUserAgentProvider }, Bundled);
    await client.whenTold();
    return client.version;
  };

  it('without a package it is what the client tells the service', async () => {
    assert.equal(
      await told(async () => [
        ['aws-sdk-js', '3.1000.0'],
        ['ua', '2.1'],
      ]),
      '3.1000.0',
    );
  });

  it('is not known where the client tells none, and nothing fails', async () => {
    const refuse = async (): Promise<never> => Promise.reject(new Error('no'));
    const fail = (): never => {
      throw new Error('no');
    };
    for (const provider of [
      undefined,
      'text',
      refuse,
      fail,
      async () => 'text',
      async () => [null, ['aws-sdk-js', 7]],
    ]) {
      assert.equal(await told(provider), undefined);
    }
  });

  it('is asked for once, also while it is on its way', async () => {
    let asked = 0;
    const client = new ClientProfile({ defaultUserAgentProvider: async () => void asked++ }, Bundled);
    await Promise.all([client.whenTold(), client.whenTold()]);
    assert.equal(client.whenTold(), undefined);
    assert.equal(asked, 1);
  });
});
