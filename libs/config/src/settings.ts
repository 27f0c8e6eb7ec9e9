import { resolve } from 'node:path';
import { z } from 'zod';

const text = z.string().trim();
const port = z.coerce.number().int().min(1).max(65_535);
const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

/**
 * Every setting of Rapport, once. `meta().description` is what `docs/guides/settings.md` prints; `secret` values never
 * appear in logs.
 */
export const settingsSchema = z
  .object({
    PORT: port.default(3000).meta({ description: 'Port of the HTTP server.' }),
    HOST: text
      .default('127.0.0.1')
      .meta({ description: 'Address the HTTP server binds to; `0.0.0.0` for all.' }),
    PUBLIC_URL: url('http:', 'https:').optional().meta({
      description: 'Origin under which browsers and SDKs reach Rapport. Default: `http://localhost:<PORT>`.',
    }),
    DATA_DIR: text.default('./data').meta({ description: 'Folder of the embedded PostgreSQL.' }),
    DATABASE_URL: url('postgres:', 'postgresql:').optional().meta({
      description: 'A PostgreSQL 15 or newer of your own; replaces the embedded one.',
      secret: true,
    }),
    EMBEDDED_POSTGRES_USER: text
      .optional()
      .meta({ description: 'System user that runs the embedded PostgreSQL when Rapport runs as root.' }),
    BUS: z.enum(['embedded', 'kafka']).default('embedded').meta({ description: 'Where the topics live.' }),
    KAFKA_BROKERS: text
      .optional()
      .meta({ description: 'Comma-separated `host:port`; required by `BUS=kafka`.' }),
    SMTP_URL: url('smtp:', 'smtps:').optional().meta({
      description:
        'Sends email for real, e.g. `smtp://user:password@host:587`. Default: the captured mailbox.',
      secret: true,
    }),
    SETUP_TOKEN: text
      .min(1)
      .optional()
      .meta({ description: 'When set, the set-up form asks for it.', secret: true }),
    SETUP_EMAIL: text.optional().meta({ description: 'Unattended set-up: email of the first owner.' }),
    SETUP_PASSWORD: z
      .string()
      .optional()
      .meta({ description: 'Unattended set-up: password of the first owner.', secret: true }),
    SETUP_WORKSPACE: text.optional().meta({ description: 'Unattended set-up: name of the first workspace.' }),
    SETUP_WRITE_KEY: text
      .regex(/^wk_[A-Za-z0-9]{16,64}$/, 'must look like wk_ and 16 to 64 letters or digits')
      .optional()
      .meta({ description: 'Unattended set-up: write key of the first source.' }),
    SETUP_API_KEY: text
      .regex(/^sk_[A-Za-z0-9]{8,32}_[A-Za-z0-9_-]{32,64}$/, 'must look like sk_<keyId>_<secret>')
      .optional()
      .meta({ description: 'Unattended set-up: first API key.', secret: true }),
    INGEST_WORKSPACE_EVENTS_PER_SECOND: z.coerce.number().int().min(0).default(0).meta({
      description:
        'Most events per second that each instance takes for one workspace, whatever its sources allow; `0` for no limit.',
    }),
    DEAD_LETTER_RETENTION_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .meta({ description: 'Days for which records and events that could not be processed are kept.' }),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
      .default('info')
      .meta({ description: 'Least severe level that is logged.' }),
  })
  .superRefine((settings, context) => {
    if (settings.BUS === 'kafka' && !settings.KAFKA_BROKERS) {
      context.addIssue({ code: 'custom', path: ['KAFKA_BROKERS'], message: 'is required by BUS=kafka' });
    }
    const setup = ['SETUP_EMAIL', 'SETUP_PASSWORD', 'SETUP_WORKSPACE'] as const;
    const missing = setup.filter((name) => !settings[name]);
    if (missing.length > 0 && missing.length < setup.length) {
      for (const name of missing) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is required by the other SETUP_ settings',
        });
      }
    }
  });

type Raw = z.output<typeof settingsSchema>;

/** Injection token of the process's `Settings`. */
export const SETTINGS = Symbol('SETTINGS');

export interface Settings {
  host: string;
  port: number;
  publicUrl: string;
  dataDir: string;
  databaseUrl: string | null;
  embeddedPostgresUser: string | null;
  bus: 'embedded' | 'kafka';
  kafkaBrokers: string[];
  smtpUrl: string | null;
  setupToken: string | null;
  /** All of it or nothing. */
  setup: {
    email: string;
    password: string;
    workspaceName: string;
    writeKey: string | null;
    apiKey: string | null;
  } | null;
  /** 0 = no limit. */
  ingestWorkspaceEventsPerSecond: number;
  deadLetterRetentionDays: number;
  logLevel: Raw['LOG_LEVEL'];
}

/** One line per wrong setting; never the value. */
export class SettingsError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Reads the settings from the environment, the only place in Rapport that does. An empty variable counts as absent.
 * @throws SettingsError naming every setting that is wrong
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = settingsSchema.safeParse(present);
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  return fromRaw(parsed.data);
}

function fromRaw(raw: Raw): Settings {
  return {
    host: raw.HOST,
    port: raw.PORT,
    publicUrl: new URL(raw.PUBLIC_URL ?? `http://localhost:${raw.PORT}`).origin,
    dataDir: resolve(raw.DATA_DIR),
    databaseUrl: raw.DATABASE_URL ?? null,
    embeddedPostgresUser: raw.EMBEDDED_POSTGRES_USER ?? null,
    bus: raw.BUS,
    kafkaBrokers: (raw.KAFKA_BROKERS ?? '')
      .split(',')
      .map((broker) => broker.trim())
      .filter(Boolean),
    smtpUrl: raw.SMTP_URL ?? null,
    setupToken: raw.SETUP_TOKEN ?? null,
    setup:
      raw.SETUP_EMAIL && raw.SETUP_PASSWORD && raw.SETUP_WORKSPACE
        ? {
            email: raw.SETUP_EMAIL,
            password: raw.SETUP_PASSWORD,
            workspaceName: raw.SETUP_WORKSPACE,
            writeKey: raw.SETUP_WRITE_KEY ?? null,
            apiKey: raw.SETUP_API_KEY ?? null,
          }
        : null,
    ingestWorkspaceEventsPerSecond: raw.INGEST_WORKSPACE_EVENTS_PER_SECOND,
    deadLetterRetentionDays: raw.DEAD_LETTER_RETENTION_DAYS,
    logLevel: raw.LOG_LEVEL,
  };
}
