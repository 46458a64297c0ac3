/** A notification as SNS writes it into the body of an SQS message. */
export function notification(members: object): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '63a3f6b6-d533-4a47-aef9-fcf5cf758c76',
    TopicArn: 'arn:aws:sns:us-east-1:123456789012:news',
    Subject: 'subject',
    Message: 'hello',
    Timestamp: '2026-01-01T05:08:37.654Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    ...members,
  });
}

/** An event as EventBridge writes it into the body of an SQS message. */
export function event(detail: unknown, members: object = {}): string {
  return JSON.stringify({
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'Order Placed',
    source: 'shop',
    account: '123456789012',
    time: '2026-01-01T05:08:37Z',
    region: 'us-east-1',
    resources: [],
    detail,
    ...members,
  });
}
