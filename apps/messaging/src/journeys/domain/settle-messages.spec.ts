import fc from 'fast-check';
import { type DecidedMessage, settleMessages } from './settle-messages.js';

function aMessage(runId: string, given: Partial<DecidedMessage> = {}): DecidedMessage {
  const step = given.step ?? 'mail';
  return {
    msgId: `${runId}.${step}`,
    runId,
    step,
    visit: 1,
    standing: 'open',
    counterpartId: null,
    address: 'ada@acme.test',
    ...given,
  };
}
const settle = (
  families: string[][],
  messages: DecidedMessage[],
  others: DecidedMessage[] = [],
): ReturnType<typeof settleMessages> =>
  settleMessages(families, messages, new Map([...messages, ...others].map((one) => [one.msgId, one])));

describe('of the messages of runs that are one', () => {
  it('the one of the standing run goes out', () => {
    expect(settle([['a', 'b']], [aMessage('a'), aMessage('b')])).toEqual({
      callOff: [{ msgId: 'b.mail', counterpartId: 'a.mail' }],
      giveBack: [],
    });
  });

  it('the one that was sent is not sent again, whichever run it is of', () => {
    const messages = [aMessage('a'), aMessage('b', { standing: 'sent' })];
    expect(settle([['a', 'b']], messages).callOff).toEqual([{ msgId: 'a.mail', counterpartId: 'b.mail' }]);
  });

  it('one without a counterpart goes out, and one whose counterpart reached nobody', () => {
    const messages = [aMessage('b'), aMessage('b', { step: 'later' }), aMessage('a', { standing: 'ended' })];
    expect(settle([['a', 'b']], messages)).toEqual({ callOff: [], giveBack: [] });
  });

  it('those of another step or another visit are no counterparts', () => {
    const again = { ...aMessage('b'), msgId: 'b.mail2', visit: 2 };
    expect(settle([['a', 'b']], [aMessage('a'), again]).callOff).toEqual([]);
  });
});

describe('a message that was called off', () => {
  const calledOff = aMessage('b', {
    standing: 'called_off',
    counterpartId: 'a.mail',
    address: 'bob@acme.test',
  });

  it('is given back once its counterpart is somebody else’s', () => {
    for (const standing of ['open', 'sent', 'ended'] as const) {
      expect(settle([['b']], [calledOff], [aMessage('a', { standing })]).giveBack).toEqual(['b.mail']);
    }
  });

  it('is not, when its counterpart went to the same address', () => {
    const sent = aMessage('a', { standing: 'sent', address: 'bob@acme.test' });
    expect(settle([['b']], [calledOff], [sent])).toEqual({ callOff: [], giveBack: [] });
  });
});

describe('whatever was decided', () => {
  const aSlot = fc.record({
    standing: fc.constantFrom('open' as const, 'sent' as const, 'called_off' as const, 'ended' as const),
    step: fc.constantFrom('one', 'two'),
  });

  it('no step goes out twice, and none is lost that could go out', () => {
    fc.assert(
      fc.property(fc.array(fc.array(aSlot, { maxLength: 2 }), { minLength: 1, maxLength: 4 }), (runs) => {
        const family = runs.map((_, index) => `run${index}`);
        const messages = runs.flatMap((slots, index) =>
          [...new Map(slots.map((slot) => [slot.step, slot])).values()].map((slot) =>
            aMessage(`run${index}`, slot),
          ),
        );
        const { callOff, giveBack } = settle([family], messages);
        const off = new Set(callOff.map(({ msgId }) => msgId));
        const goesOut = messages.filter(({ msgId, standing }) => {
          if (standing === 'sent') return true;
          return standing === 'open' ? !off.has(msgId) : giveBack.includes(msgId);
        });
        for (const step of ['one', 'two']) {
          const slot = messages.filter((one) => one.step === step && one.standing !== 'ended');
          const sentBefore = slot.filter(({ standing }) => standing === 'sent').length;
          const out = goesOut.filter((one) => one.step === step).length;
          expect(out).toBe(slot.length === 0 ? 0 : Math.max(1, sentBefore));
        }
      }),
    );
  });
});
