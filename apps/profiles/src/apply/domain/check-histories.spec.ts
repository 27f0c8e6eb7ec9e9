import { checkHistories } from './check-histories.spec-support.js';
import { histories } from './histories.spec-support.js';

describe('a property that fails', () => {
  it('is shown as the few events it takes, with what differs and how to draw them again', async () => {
    // Holds for no history in which a user comes to the kiosk and somebody identifies.
    const failure: unknown = await checkHistories(histories(), 1_000, ({ events }) => {
      const atKiosk = events.some(({ userId, anonymousId }) => userId === 'u1' && anonymousId === 'kiosk');
      const identifies = events.some(({ type }) => type === 'identify');
      expect({ people: atKiosk && identifies ? 1 : 2 }).toEqual({ people: 2 });
    }).catch((error: unknown) => error);
    const message = failure instanceof Error ? failure.message : '';
    expect(message).toMatch(/^history \d+ of seed \d+ fails, shrunk to:/);
    expect(message).toMatch(/^message +type +happened +received +userId +anonymousId/m);
    expect(message).toMatch(/u1 +kiosk/);
    expect(message).toMatch(/^processed +\S+/m);
    expect(message).toMatch(/- {3}"people": 2,[^]*\+ {3}"people": 1,/);
    expect(message).toMatch(/^again: IDENTITY_SEED=\d+ npx jest .*check-histories\.spec\.ts -t /m);
    const events = message.split('\n').filter((line) => /^[ab]\/m/.test(line));
    expect([1, 2]).toContain(events.length);
    process.stdout.write(`${message}\n`);
  });
});
