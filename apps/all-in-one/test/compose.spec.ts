import { existsSync, readFileSync } from 'node:fs';
import { settingsSchema } from '@rapport/config';
import { parse } from 'yaml';

interface ComposeService {
  command?: string[];
  image?: string;
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: unknown;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const proxy = readFileSync('deploy/nginx.conf.template', 'utf8');
const ours = ['ingestion', 'profiles', 'messaging', 'control'];

describe('docker-compose.yml', () => {
  it.each(ours)('starts %s from the file that the build writes', (name) => {
    const file = compose.services[name]?.command?.at(-1) ?? '';
    expect(file).toBe(`dist/apps/${name}/src/main.js`);
    expect(existsSync(file.replace('dist/', '').replace('.js', '.ts'))).toBe(true);
  });

  it.each(ours)('gives %s only settings that exist', (name) => {
    const known = Object.keys(settingsSchema.shape);
    for (const setting of Object.keys(compose.services[name]?.environment ?? {}))
      expect(known).toContain(setting);
  });

  it('waits only for services that tell when they are healthy', () => {
    for (const service of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition).toBe('service_healthy');
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  it('fills in every value that the proxy template asks for, and no other', () => {
    const asked = [...proxy.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    const given = Object.keys(compose.services.proxy?.environment ?? {});
    expect([...new Set(asked)].sort()).toEqual(given.sort());
  });

  it('keeps data in volumes that it declares', () => {
    const used = Object.values(compose.services)
      .flatMap((service) => service.volumes ?? [])
      .filter((volume) => !volume.startsWith('.'))
      .map((volume) => volume.split(':')[0]);
    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('runs the Kafka that npm run kafka starts', () => {
    expect(compose.services.kafka?.image).toBe(`apache/kafka:${kafkaVersion()}`);
  });
});

describe('the proxy', () => {
  /** Longest match first, as nginx does it: exact, then regular expressions in order, then the longest prefix. */
  const ownerOf = (path: string): string => {
    const regular = [...proxy.matchAll(/location ~ (\S+) \{ proxy_pass http:\/\/(\w+);/g)];
    const prefixes = [...proxy.matchAll(/location (\/\S*) \{ proxy_pass http:\/\/(\w+);/g)];
    const byPattern = regular.find((match) => new RegExp(match[1] ?? '').test(path));
    if (byPattern) return byPattern[2] ?? '';
    const byPrefix = prefixes
      .filter((match) => path.startsWith(match[1] ?? ''))
      .sort((a, b) => (b[1] ?? '').length - (a[1] ?? '').length);
    return byPrefix[0]?.[2] ?? '';
  };

  it.each([
    ['/v1/batch', 'ingestion'],
    ['/v1/import/', 'ingestion'],
    ['/v1/t', 'ingestion'],
    ['/v1/projects/wk_x/settings', 'ingestion'],
    ['/v1/pixel/track', 'ingestion'],
    ['/v1/unknown', 'ingestion'],
    ['/v1/spaces/acme/collections/users/profiles/user_id:42/traits', 'profiles'],
    ['/v1/namespaces/acme/collections/users/profiles/user_id:42/traits', 'profiles'],
    ['/pixel/v1/page', 'ingestion'],
    ['/beacon/v1/batch', 'ingestion'],
    ['/sourceConfig/', 'ingestion'],
    ['/oauth/token', 'ingestion'],
    ['/s.js', 'ingestion'],
    ['/analytics.js/v1/wk_x/analytics.min.js', 'ingestion'],
    ['/analytics-next/bundles/index.js', 'ingestion'],
    ['/api/v1/events', 'ingestion'],
    ['/api/v1/events/stream', 'ingestion'],
    ['/api/v1/profiles', 'profiles'],
    ['/api/v1/schema/events/Order%20Completed', 'profiles'],
    ['/api/v1/profiles/user_id%3A42/events', 'profiles'],
    ['/api/v1/profiles/user_id%3A42/links', 'profiles'],
    ['/api/v1/profiles/user_id%3A42/traits', 'profiles'],
    ['/api/v1/profiles/user_id%3A42/messages', 'messaging'],
    ['/api/v1/profiles/user_id%3A42/runs', 'messaging'],
    ['/api/v1/journeys/jrn_x/publish', 'messaging'],
    ['/api/v1/runs/run_x', 'messaging'],
    ['/api/v1/field-uses', 'messaging'],
    ['/api/v1/templates', 'messaging'],
    ['/api/v1/render', 'messaging'],
    ['/preview/abc', 'messaging'],
    ['/api/v1/messages', 'messaging'],
    ['/api/v1/mailbox', 'messaging'],
    ['/api/v1/setup', 'control'],
    ['/api/v1/sources', 'control'],
    ['/api/v1/openapi.json', 'control'],
    ['/docs', 'control'],
    ['/', 'control'],
    ['/journeys', 'control'],
    ['/assets/index.js', 'control'],
  ])('sends %s to %s', (path, owner) => {
    expect(ownerOf(path)).toBe(owner);
  });
});

function kafkaVersion(): string {
  const match = /kafkaVersion = '([\d.]+)'/.exec(readFileSync('scripts/kafka-jars.mjs', 'utf8'));
  return match?.[1] ?? 'unknown';
}
