import { failureMessage, withoutValues } from './failure-message.js';

const chain = [
  { name: 'Rename', version: 3 },
  { name: 'Tidy', version: null },
];
const failure = { kind: 'threw', position: 0, detail: 'Error: no', line: 4 };

describe('the message of a failure', () => {
  it('names transform, version, error and line', () => {
    expect(failureMessage(chain, failure, {})).toBe('Transform “Rename” version 3: Error: no (line 4)');
    expect(failureMessage(chain, { ...failure, position: 1, line: null }, {})).toBe(
      'Transform “Tidy” (draft): Error: no',
    );
  });

  it('names all when it is not known which', () => {
    const message = failureMessage(chain, { ...failure, position: null, line: null }, {});
    expect(message).toBe('Transform “Rename” version 3, then Transform “Tidy” (draft): Error: no');
  });

  it('holds no value of the event, the longest first, but keeps names and short words', () => {
    const event = {
      type: 'track',
      event: 'Order',
      userId: 'ada@acme.test',
      properties: { price: 12345, list: ['ada@acme.test.example'], ok: 'no' },
    };
    const text = 'Order of ada@acme.test and ada@acme.test.example for 12345: no';
    expect(withoutValues(text, event)).toBe('Order of … and … for …: no');
  });
});
