import type { JourneyStep } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import { aPersonOf, eventually, MessagingRoom } from '../journeys/journeys.spec-support.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
afterAll(() => room.close());

const day = 86_400_000;
const delay = (key: string, next: string): JourneyStep => ({ key, kind: 'delay', duration: 'P1D', next });

/**
 * Ada is inside for longer, but behind: Bob has got the first message, and she has not. Her run stands; what his has sent is
 * not sent again, and what neither has sent is.
 */
describe('the run that stands', () => {
  it('does not repeat what the other one has sent, and goes on from there', async () => {
    const shop = await room.workspace();
    const templateId = await shop.template();
    const mail = (key: string, next: string | null): JourneyStep => ({
      ...{ key, kind: 'message', channel: 'email', templateId, next },
    });
    const steps = [
      delay('first', 'hello'),
      mail('hello', 'second'),
      delay('second', 'bye'),
      mail('bye', null),
    ];
    const journey = await shop.journey({ steps });
    const [ada, bob] = [
      aPersonOf('ada', { email: 'ada@acme.test' }),
      aPersonOf('bob', { email: 'bob@acme.test' }),
    ];
    const messages = async (): Promise<string[]> => {
      const path = `/profiles/${publicId('prf', bob.profileId)}/messages`;
      const { body } = await shop.call<{ data: Message[] }>('GET', path);
      return body.data
        .map(({ origin, state, reason }) => [origin.stepKey, state, reason ?? ''].join(' '))
        .sort();
    };
    const become = (expected: string[]): Promise<boolean> =>
      eventually(async () => JSON.stringify(await messages()) === JSON.stringify(expected), expected.join());

    await shop.happens(shop.applied(ada));
    await room.database.query(
      `UPDATE messaging.runs SET due_at = due_at + interval '3 days' WHERE workspace_id = $1`,
      [shop.id],
    );
    await shop.happens(shop.applied(bob));
    await room.advance(day);
    await become(['hello delivered ']);
    await shop.happens(...shop.merged(ada, bob));
    const standing = (await shop.runs(journey)).filter(({ state }) => state === 'active');
    expect(standing.map(({ step }) => step)).toEqual(['first']);
    await room.advance(3 * day);
    await become(['hello cancelled merged_duplicate', 'hello delivered ']);
    const { body } = await shop.call<{ data: Message[] }>('GET', '/messages?reason=merged_duplicate');
    const told = await shop.call<{ history: { detail: string | null }[] }>(
      'GET',
      `/messages/${body.data[0]?.id}`,
    );
    expect(told.body.history.at(-1)?.detail).toMatch(/^msg_\w{26} goes out in its place\.$/);
    await room.advance(day);
    await become(['bye delivered ', 'hello cancelled merged_duplicate', 'hello delivered ']);
  });
});

interface Message {
  id: string;
  state: string;
  reason: string | null;
  origin: { stepKey: string };
}
