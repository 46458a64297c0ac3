import assert from 'node:assert/strict';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startSigV4Server } from '../support/sigv4Server';
import { useWorld } from '../support/useWorld';

describe('The server that checks signatures', () => {
  const server = useWorld(startSigV4Server);
  let client: SQSClient;

  beforeEach(() => void (client = new SQSClient({ ...server.clientConfig, maxAttempts: 1 })));
  afterEach(() => client.destroy());

  const send = () =>
    client.send(new SendMessageCommand({ QueueUrl: 'http://q/123456789012/orders', MessageBody: 'body' }));

  it('takes what the SDK signed', async () => {
    await send();
    assert.equal(server.signed[0]?.valid, true);
  });

  const tampering: [string, (request: { headers: Record<string, string>; body: Uint8Array; path: string }) => void][] =
    [
      ['a header', (request) => void (request.headers['x-amz-target'] += '2')],
      ['the body', (request) => void (request.body = Buffer.concat([request.body, Buffer.from(' ')]))],
      ['the path', (request) => void (request.path += 'x')],
    ];
  for (const [part, tamper] of tampering) {
    it(`refuses a request of which ${part} was changed after it was signed`, async () => {
      client.middlewareStack.add(
        (next) => (args) => {
          tamper(args.request as Parameters<typeof tamper>[0]);
          const { body, headers } = args.request as { body: Uint8Array; headers: Record<string, string> };
          headers['content-length'] = String(Buffer.byteLength(body));
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
      );
      await assert.rejects(send(), { name: 'SignatureDoesNotMatch' });
      assert.equal(server.signed[0]?.valid, false);
    });
  }

  it('refuses another secret', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'another' };
    const other = new SQSClient({ ...server.clientConfig, credentials, maxAttempts: 1 });
    await assert.rejects(other.send(new SendMessageCommand({ QueueUrl: 'http://q/1/q', MessageBody: 'body' })), {
      name: 'SignatureDoesNotMatch',
    });
    other.destroy();
  });
});
