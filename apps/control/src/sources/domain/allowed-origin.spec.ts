import { isOrigin } from './allowed-origin.js';

describe('allowed origin', () => {
  it.each(['https://shop.acme.test', 'http://localhost:8080', 'https://xn--bcher-kva.test'])(
    'is %s',
    (origin) => {
      expect(isOrigin(origin)).toBe(true);
    },
  );

  it.each([
    'shop.acme.test',
    'https://shop.acme.test/',
    'https://shop.acme.test/path',
    'https://Shop.acme.test',
    'https://shop.acme.test:443',
    'https://user@shop.acme.test',
    'https://*.acme.test ',
    'javascript:alert(1)',
    'null',
    '*',
    '',
  ])('is not %j, which no browser sends', (origin) => {
    expect(isOrigin(origin)).toBe(false);
  });
});
