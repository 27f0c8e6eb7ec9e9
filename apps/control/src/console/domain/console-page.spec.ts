import { consoleHeaders, isConsolePath, renderConsole } from './console-page.js';

const html = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('console page', () => {
  it('is every path that no route takes, when a browser asks for HTML', () => {
    for (const path of ['/', '/people', '/people/email%3Aada%40acme.test', '/journeys/jrn_1/edit']) {
      expect(isConsolePath('GET', path, html)).toBe(true);
    }
  });

  it('is never a path under an API, whatever the client accepts', () => {
    for (const path of ['/api/v1/nothing', '/api', '/v1/nothing', '/assets/gone.js', '//people']) {
      expect(isConsolePath('GET', path, html)).toBe(false);
    }
  });

  it('is not what a program asks for', () => {
    expect(isConsolePath('GET', '/people', 'application/json')).toBe(false);
    expect(isConsolePath('GET', '/people', '*/*')).toBe(false);
    expect(isConsolePath('GET', '/people', undefined)).toBe(false);
    expect(isConsolePath('POST', '/people', html)).toBe(false);
  });

  it('carries the nonce of its own policy on the script tag', () => {
    const page = renderConsole('<script type="module" nonce="__NONCE__" src="/assets/a.js"></script>', 'n1');
    expect(page).toBe('<script type="module" nonce="n1" src="/assets/a.js"></script>');
    expect(consoleHeaders('n1', false)['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-n1'; img-src 'self' data: blob:; " +
        "font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    );
  });

  it('allows neither inline scripts nor eval nor another host', () => {
    const policy = consoleHeaders('n1', true)['Content-Security-Policy'];
    expect(policy).not.toMatch(/unsafe-|https?:|\*/);
  });

  it('asks for HTTPS from then on exactly when it is served under it', () => {
    expect(consoleHeaders('n', true)['Strict-Transport-Security']).toBe('max-age=31536000');
    expect(consoleHeaders('n', false)).not.toHaveProperty('Strict-Transport-Security');
  });
});
