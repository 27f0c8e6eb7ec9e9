/** Of a person who is nobody's customer: every test event is theirs, so that tests leave one profile behind, not many. */
const testUserId = 'rapport-test';

/** @param messageId new for each test, or the second one would be a duplicate */
export function testItems(messageId: string): object[] {
  return [
    {
      type: 'track',
      event: 'Test Event',
      userId: testUserId,
      messageId,
      properties: { test: true },
      context: { library: { name: 'rapport-console', version: '1' } },
    },
  ];
}
