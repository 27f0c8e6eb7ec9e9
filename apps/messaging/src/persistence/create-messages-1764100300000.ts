import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of all messages and of decisions not to send, what was handed over, and the captured mailbox. */
export class CreateMessages1764100300000 implements MigrationInterface {
  name = 'CreateMessages1764100300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      ledger,
      ...ledgerIndexes,
      history,
      contents,
      mailbox,
      mailboxIndex,
      cancelled,
      previews,
      previewsIndex,
    ]) {
      await runner.query(sql);
    }
    for (const table of [
      'messages',
      'message_history',
      'message_contents',
      'mailbox',
      'cancelled_origins',
      'previews',
    ] as const) {
      await enableWorkspaceRls(runner, `messaging.${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messaging.previews, messaging.cancelled_origins, messaging.mailbox,
      messaging.message_contents, messaging.message_history, messaging.messages`);
  }
}

const ledger = `
  CREATE TABLE messaging.messages (
    workspace_id uuid NOT NULL,
    msg_id uuid NOT NULL,
    profile_id uuid,
    requested_address text,
    address text,
    channel text NOT NULL,
    message_class text NOT NULL,
    priority smallint NOT NULL,
    template_id uuid,
    requested_version int,
    template_version int,
    content json,
    requested_locale text,
    locale text,
    subject text,
    origin json NOT NULL,
    journey_id uuid,
    run_id uuid,
    step_key text,
    context json NOT NULL,
    metadata jsonb NOT NULL,
    state text NOT NULL,
    reason text,
    detail text,
    sequence int NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    maybe_duplicate boolean NOT NULL DEFAULT false,
    fence int NOT NULL DEFAULT 0,
    lease_until timestamptz,
    not_before timestamptz,
    provider text,
    provider_message_id text,
    provider_code text,
    decided_at timestamptz NOT NULL,
    planned_at timestamptz NOT NULL,
    handed_over_at timestamptz,
    accepted_at timestamptz,
    delivered_at timestamptz,
    ended_at timestamptz,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, msg_id)
  ) WITH (fillfactor = 80)`;
const ledgerIndexes = [
  `CREATE INDEX messages_due ON messaging.messages (priority, not_before) WHERE state IN ('planned', 'retry_wait')`,
  `CREATE INDEX messages_leased ON messaging.messages (lease_until) WHERE state IN ('claimed', 'handed_over')`,
  `CREATE INDEX messages_unknown ON messaging.messages (not_before) WHERE state = 'unknown'`,
  `CREATE INDEX messages_newest ON messaging.messages (workspace_id, planned_at DESC, msg_id DESC)`,
  `CREATE INDEX messages_of_profile ON messaging.messages (workspace_id, profile_id, planned_at DESC, msg_id DESC)`,
  `CREATE INDEX messages_of_run ON messaging.messages (workspace_id, run_id) WHERE run_id IS NOT NULL`,
];
const history = `
  CREATE TABLE messaging.message_history (
    workspace_id uuid NOT NULL,
    msg_id uuid NOT NULL,
    sequence int NOT NULL,
    state text NOT NULL,
    reason text,
    attempt int NOT NULL,
    detail text,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, msg_id, sequence)
  )`;
const contents = `
  CREATE TABLE messaging.message_contents (
    workspace_id uuid NOT NULL,
    msg_id uuid NOT NULL,
    from_name text,
    from_address text NOT NULL,
    recipient text NOT NULL,
    reply_to text,
    headers json NOT NULL,
    subject text NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    composed_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, msg_id)
  )`;
const mailbox = `
  CREATE TABLE messaging.mailbox (
    workspace_id uuid NOT NULL,
    msg_id uuid NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    snippet text NOT NULL,
    size_bytes int NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, msg_id)
  )`;
const mailboxIndex = `CREATE INDEX mailbox_newest ON messaging.mailbox (workspace_id, received_at DESC, msg_id DESC)`;
const cancelled = `
  CREATE TABLE messaging.cancelled_origins (
    workspace_id uuid NOT NULL,
    kind text NOT NULL,
    origin_id uuid NOT NULL,
    reason text NOT NULL,
    cancelled_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, kind, origin_id)
  )`;
const previews = `
  CREATE TABLE messaging.previews (
    workspace_id uuid NOT NULL,
    id text NOT NULL PRIMARY KEY,
    html text NOT NULL,
    expires_at timestamptz NOT NULL
  )`;
const previewsIndex = `CREATE INDEX previews_expired ON messaging.previews (expires_at)`;
