import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What runs: the catalogue of published journeys, people's runs through them, and who was kept out. */
export class CreateJourneys1764100400000 implements MigrationInterface {
  name = 'CreateJourneys1764100400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      catalogue,
      catalogueStart,
      published,
      publishedIndex,
      versions,
      runs,
      ...runIndexes,
      refusals,
    ]) {
      await runner.query(sql);
    }
    await enableWorkspaceRls(runner, 'messaging.published_journeys');
    await enableWorkspaceRls(runner, 'messaging.journey_versions');
    await enableWorkspaceRls(runner, 'messaging.runs');
    await enableWorkspaceRls(runner, 'messaging.journey_refusals');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messaging.journey_refusals, messaging.runs, messaging.journey_versions,
      messaging.published_journeys, messaging.journey_catalogue`);
  }
}

/** One row for all workspaces: whoever changes what may start runs counts it up, so that a look at it tells a reader enough. */
const catalogue = `
  CREATE TABLE messaging.journey_catalogue (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL
  )`;
const catalogueStart = `INSERT INTO messaging.journey_catalogue (revision) VALUES (0)`;
const published = `
  CREATE TABLE messaging.published_journeys (
    workspace_id uuid NOT NULL,
    journey_id uuid NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (workspace_id, journey_id)
  )`;
const publishedIndex = `CREATE INDEX published_journeys_revision ON messaging.published_journeys (revision)`;
/** What an immutable version fixes besides its content. */
const versions = `
  CREATE TABLE messaging.journey_versions (
    workspace_id uuid NOT NULL,
    journey_id uuid NOT NULL,
    version int NOT NULL,
    name text NOT NULL,
    templates json NOT NULL,
    PRIMARY KEY (workspace_id, journey_id, version)
  )`;
/**
 * `due_at` is set exactly while the run waits for it; `parked_at` keeps the moment of a run whose journey is paused, or that
 * ended by a merge and may be resumed.
 */
const runs = `
  CREATE TABLE messaging.runs (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    journey_id uuid NOT NULL,
    version int NOT NULL,
    profile_id uuid NOT NULL,
    anchor text NOT NULL,
    key text NOT NULL,
    exclusive boolean NOT NULL,
    cause_event_id uuid NOT NULL,
    state text NOT NULL,
    exit_reason text,
    step text,
    due_at timestamptz,
    parked_at timestamptz,
    entered_at timestamptz NOT NULL,
    ended_at timestamptz,
    event json,
    steps json NOT NULL,
    visits jsonb NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, journey_id, cause_event_id)
  ) WITH (fillfactor = 80)`;
const runIndexes = [
  `CREATE INDEX runs_due ON messaging.runs (due_at) WHERE due_at IS NOT NULL`,
  `CREATE INDEX runs_of_person ON messaging.runs (workspace_id, profile_id, journey_id, key)`,
  `CREATE INDEX runs_newest ON messaging.runs (workspace_id, journey_id, entered_at DESC, id DESC)`,
  `CREATE INDEX runs_states ON messaging.runs (workspace_id, journey_id, state)`,
];
/** Who was kept out, counted by hour. \`slot\` keeps consumers of different partitions from waiting for each other. */
const refusals = `
  CREATE TABLE messaging.journey_refusals (
    workspace_id uuid NOT NULL,
    journey_id uuid NOT NULL,
    version int NOT NULL,
    reason text NOT NULL,
    hour timestamptz NOT NULL,
    slot int NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (workspace_id, journey_id, version, reason, hour, slot)
  ) WITH (fillfactor = 80)`;
