import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a search begins with: people by the beginning of any identifier, and by the value of a trait. The index of all
 * identifiers makes those of the first user id and the first email superfluous.
 */
export class IndexPeopleForSearch1764300500000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(searchKey);
    await queryRunner.query(`
      CREATE INDEX trait_registers_value ON profiles.trait_registers (workspace_id, key, profiles.search_key(value));
      CREATE INDEX identity_nodes_value ON profiles.identity_nodes (workspace_id, lower(left(value, 128)));
      ALTER TABLE profiles.profiles DROP COLUMN user_id_folded, DROP COLUMN email_folded`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE profiles.profiles
        ADD COLUMN user_id_folded text COLLATE "C", ADD COLUMN email_folded text COLLATE "C";
      UPDATE profiles.profiles
        SET user_id_folded = left(lower(user_id), 128), email_folded = left(lower(email), 128);
      CREATE INDEX profiles_user_id ON profiles.profiles (workspace_id, user_id_folded) WHERE user_id_folded IS NOT NULL;
      CREATE INDEX profiles_email ON profiles.profiles (workspace_id, email_folded) WHERE email_folded IS NOT NULL;
      DROP INDEX profiles.identity_nodes_value;
      DROP INDEX profiles.trait_registers_value;
      DROP FUNCTION profiles.search_key`);
  }
}

/**
 * Equal for values that a condition may call equal, whatever else it makes equal (\`search-key.ts\` does the same to what is
 * looked for): the beginning, in lower case as far as ASCII goes (the Kelvin sign's lower case is k). A string that is a number
 * in another notation than JavaScript's own, such as "42.0", has the key U+0001.
 */
const searchKey = `
CREATE FUNCTION profiles.search_key(value json) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE json_typeof(value)
  WHEN 'string' THEN CASE
    WHEN (value #>> '{}') ~ '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$'
      AND (value #>> '{}') !~ '^(0|-?[1-9][0-9]{0,14}|-?(0|[1-9][0-9]{0,8})\\.[0-9]{0,5}[1-9])$'
      THEN chr(1)
    ELSE lower(translate(left(value #>> '{}', 64), U&'\\212A', 'k') COLLATE "C") COLLATE "C" END
  WHEN 'number' THEN lower((value #>> '{}') COLLATE "C") COLLATE "C"
  WHEN 'boolean' THEN (value #>> '{}') COLLATE "C"
END`;
